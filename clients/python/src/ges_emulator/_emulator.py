"""A running emulator: one that this process starts, or one that runs already."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Union

from ._http import Control
from ._project import Project

START_TIMEOUT = 10.0  # seconds, real time
STOP_TIMEOUT = 10.0

Scenario = Union[str, "os.PathLike[str]", Mapping[str, Any]]

_HOW_TO_GET_IT = (
    "there is no ges-emulator: name it by GES_EMULATOR_BIN, or put it on the path with "
    "`go install github.com/ges-emulator/ges-emulator/cmd/ges-emulator@latest`; "
    "GES_EMULATOR_URL names one that runs already"
)


class StartError(RuntimeError):
    """The emulator does not start."""


class Emulator:
    """A running emulator. Close it, or use it as a context manager."""

    def __init__(self, url: str, control: Control, process: subprocess.Popen[str] | None = None):
        self.url = url
        """Where the emulated API is: ``http://127.0.0.1:PORT``."""
        self.pid = process.pid if process else None
        """The id of its process; None if it ran already."""
        self._control = control
        self._process = process

    def project(
        self,
        project_id: str | None = None,
        *,
        scenario: Scenario | None = None,
        name: str = "",
    ) -> Project:
        """Return a project.

        Without an id it is a new one, whose id begins with ``name``: give every test its
        own. A scenario, a built-in one by its name, a file by its path, YAML, or a
        mapping of its keys, takes the place of the emulator's.
        """
        if project_id is None:
            prefix = re.sub("[^A-Za-z0-9]+", "", name)[:50]  # what version 2 allows in an id
            project_id = f"{prefix or 'p'}{secrets.token_hex(6)}"
        project = Project(self._control, self.url, project_id)
        if scenario is not None:
            project.load(scenario)
        return project

    def close(self) -> None:
        """Stop the emulator, if it was started here. It answers open calls first."""
        process, self._process = self._process, None
        if process is None:
            return
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.close()  # which ends it
        try:
            process.wait(STOP_TIMEOUT)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()

    def __enter__(self) -> Emulator:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def start(
    scenario: str | os.PathLike[str] = "default",
    *,
    flags: Sequence[str] = (),
    env: Mapping[str, str] | None = None,
) -> Emulator:
    """Start an emulator on a free port, or connect to the one that GES_EMULATOR_URL names.

    ``scenario`` is the name of a built-in one, or a file; ``flags`` are further ones of
    ``ges-emulator serve``. It ends with this process, however that ends. Raises
    StartError.
    """
    if url := os.environ.get("GES_EMULATOR_URL"):
        url = url.rstrip("/")
        control = os.environ.get("GES_EMULATOR_CONTROL_URL", url).rstrip("/")
        return Emulator(url, Control(control, os.environ.get("GES_EMULATOR_CONTROL_TOKEN")))
    binary = os.environ.get("GES_EMULATOR_BIN") or shutil.which("ges-emulator")
    if not binary:
        raise StartError(_HOW_TO_GET_IT)
    command = [binary, "serve", os.fspath(scenario), "--addr", "127.0.0.1:0", "--exit-on-stdin-eof"]
    with tempfile.TemporaryFile("w+") as log:
        process = subprocess.Popen(
            [*command, "--log-level", "warn", *flags],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            env={**os.environ, **env} if env else None,
        )
        url = _first_url(process, log)
    return Emulator(url, Control(url), process)


def _first_url(process: subprocess.Popen[str], log: IO[str]) -> str:
    """Read the first line, which says where the emulator listens."""
    assert process.stdout is not None
    timer = threading.Timer(START_TIMEOUT, process.kill)
    timer.start()
    line = process.stdout.readline().rstrip()
    timer.cancel()
    if line.startswith("listening on "):
        return line[len("listening on ") :]
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe:
            pipe.close()
    log.seek(0)
    raise StartError(f"the emulator does not start: {line}\n{log.read()}".rstrip())


def is_file(scenario: str) -> bool:
    """Report whether a text is the path of a scenario file."""
    return "\n" not in scenario and Path(scenario).suffix in (".yaml", ".yml", ".json")
