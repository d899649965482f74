"""The pytest plugin: the fixture ``ges``, and what a failing test shows.

One emulator is started for a worker process, and every test gets projects of its own.
"""

from __future__ import annotations

import os
import re
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

from ._emulator import Emulator, Scenario, start
from ._http import ControlError
from ._project import Project

_projects = pytest.StashKey[list[Project]]()

MAX_CALLS = 50  # that a failing test shows


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("ges-emulator")
    group.addoption(
        "--ges-scenario",
        default="default",
        help="what the emulator serves: a built-in scenario, or a file",
    )
    group.addoption(
        "--ges-reports",
        default=None,
        help="a folder for the reports of failing tests, which the console opens",
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "ges_violations: the test's client may violate the contract")


class Ges:
    """What a test has of the emulator."""

    def __init__(self, emulator: Emulator, item: pytest.Item):
        self._emulator = emulator
        self._item = item

    @property
    def url(self) -> str:
        """Where the emulated API is."""
        return self._emulator.url

    def project(
        self, project_id: str | None = None, *, scenario: Scenario | None = None
    ) -> Project:
        """Return a new project for this test, or the one with an id."""
        project = self._emulator.project(project_id, scenario=scenario, name=self._item.name)
        self._item.stash.setdefault(_projects, []).append(project)
        return project


@pytest.fixture(scope="session")
def ges_emulator(request: pytest.FixtureRequest) -> Iterator[Emulator]:
    """The emulator of this worker process."""
    with start(request.config.getoption("--ges-scenario")) as emulator:
        yield emulator


@pytest.fixture
def ges(ges_emulator: Emulator, request: pytest.FixtureRequest) -> Ges:
    """The emulator, for one test: ``ges.project()`` is a project that no other test has."""
    return Ges(ges_emulator, request.node)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, Any, Any]:
    """Fail a test whose client violated the contract."""
    result = yield
    if item.get_closest_marker("ges_violations") is None:
        found = [
            f"- {v['message']} ({v['count']} times, first in call {v['firstCall']})"
            for project in item.stash.get(_projects, [])
            for v in project.violations()
            if v["severity"] == "error"
        ]
        if found:
            pytest.fail("the client violated the contract:\n" + "\n".join(found), pytrace=False)
    return result


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show the calls of a failing test, and write its report."""
    report = yield
    if report.when == "call" and report.failed:
        for project in item.stash.get(_projects, []):
            try:
                report.sections.append(
                    (f"ges-emulator, project {project.id}", _describe(project, item))
                )
            except (OSError, ControlError) as error:
                report.sections.append(("ges-emulator", f"{project!r} cannot be shown: {error}"))
    return report


def _describe(project: Project, item: pytest.Item) -> str:
    calls = project.calls()
    lines = [f"now {project.now()}, {len(calls)} calls"]
    if len(calls) > MAX_CALLS:
        lines.append(f"the last {MAX_CALLS}:")
    for c in calls[-MAX_CALLS:]:
        query = f"?{c['query']}" if c["query"] else ""
        status = c["status"] or "broken"
        fault = f" by fault {c['fault']}" if c["fault"] else ""
        lines.append(f"  {c['now']} {c['method']} {c['path']}{query} -> {status}{fault}")
        lines.extend(f"    ! {v['message']}" for v in c["violations"])
    folder = (
        item.config.getoption("--ges-reports")
        or os.environ.get("GES_EMULATOR_REPORTS")
        or item.config.rootpath / ".ges-reports"
    )
    file = Path(folder) / (
        re.sub(r"[^A-Za-z0-9_.-]+", "-", item.nodeid)[-100:].strip("-")
        + f"-{project.id[-12:]}.json"
    )
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(project.report())
    lines.append(f"open it in the console, at the emulator's address: {file}")
    return "\n".join(lines)
