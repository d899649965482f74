"""Starts emulators from tests, each a process of its own on a free port.

Copy this file. In your project, ``ges_emulator_binary`` need only name the
command.
"""

from __future__ import annotations

import json
import os
import subprocess
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Protocol

import pytest

START_TIMEOUT = 10.0  # seconds
STOP_TIMEOUT = 5.0  # seconds
REPOSITORY = Path(__file__).parents[2]


class Project:
    """One project of an emulator, with jobs, a clock and counters of its own."""

    def __init__(self, url: str, project_id: str):
        self.id = project_id
        self._url = f"{url}/_emulator/projects/{urllib.parse.quote(project_id, safe='')}"

    def advance(self, **target: object) -> dict[str, Any]:
        """Move time, and return ``now`` and the ``changes`` on the way.

        The target is ``by="30s"``, ``to="2018-12-17T12:56:00"``, ``to="next"``,
        ``to="end"``, or ``until={"jobId": …, "status": …}``.
        """
        return self._post("clock/advance", target)

    def reset(self) -> None:
        """Put the project back to the scenario's start."""
        self._post("reset")

    def _post(self, call: str, body: dict[str, object] | None = None) -> dict[str, Any]:
        request = urllib.request.Request(
            f"{self._url}/{call}",
            data=b"" if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
            method="POST",
        )
        try:
            with urllib.request.urlopen(request, timeout=10) as response:
                answer: dict[str, Any] = json.load(response)
                return answer
        except urllib.error.HTTPError as error:
            with error:
                raise AssertionError(f"{call}: {error.code} {error.read().decode()}") from None


class Emulator:
    """A running emulator."""

    def __init__(self, url: str):
        self.url = url

    def project(self, project_id: str) -> Project:
        return Project(self.url, project_id)


class StartEmulator(Protocol):
    def __call__(self, scenario: str | Path, *args: str) -> Emulator:
        """Start an emulator that serves a built-in scenario or a file."""


@pytest.fixture(scope="session")
def ges_emulator_binary(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The emulator to test with: what GES_EMULATOR_BIN names, or a fresh build."""
    if binary := os.environ.get("GES_EMULATOR_BIN"):
        return binary
    built = tmp_path_factory.mktemp("bin") / "ges-emulator"
    command = ["go", "build", "-o", str(built), "./cmd/ges-emulator"]
    build = subprocess.run(command, cwd=REPOSITORY, stderr=subprocess.PIPE, text=True, check=False)
    if build.returncode != 0:
        pytest.exit(f"the emulator does not build:\n{build.stderr}", returncode=1)
    return str(built)


@pytest.fixture
def ges_emulator(ges_emulator_binary: str, tmp_path: Path) -> Iterator[StartEmulator]:
    """Starts emulators that live until the test ends."""
    with ExitStack() as running:

        def start(scenario: str | Path, *args: str) -> Emulator:
            command = [ges_emulator_binary, "serve", str(scenario), "--addr", "127.0.0.1:0", *args]
            return running.enter_context(_run(command, tmp_path / "ges-emulator.log"))

        yield start


@contextmanager
def _run(command: list[str], log: Path) -> Iterator[Emulator]:
    with (
        log.open("ab") as stderr,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=stderr, text=True) as process,
    ):
        try:
            yield Emulator(_first_url(process, log))
        finally:
            process.terminate()
            try:
                process.wait(STOP_TIMEOUT)
            except subprocess.TimeoutExpired:
                process.kill()


def _first_url(process: subprocess.Popen[str], log: Path) -> str:
    """Read the first line, which says where the emulator listens."""
    assert process.stdout is not None
    timer = threading.Timer(START_TIMEOUT, process.kill)
    timer.start()
    line = process.stdout.readline().rstrip()
    timer.cancel()
    if not line.startswith("listening on http"):
        process.kill()
        process.wait()
        raise RuntimeError(f"the emulator does not start: {line}{log.read_text()}")
    return line.removeprefix("listening on ")
