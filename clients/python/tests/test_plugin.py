"""The plugin, in test runs of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time

import pytest

CLIENT = """
import json, urllib.request
def get(url):
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(url) as answer:
        return json.load(answer)
"""


def test_a_failing_test_shows_its_calls_and_writes_a_report(pytester: pytest.Pytester):
    pytester.makepyfile(
        CLIENT
        + """
def test_it(ges):
    project = ges.project(scenario="import-lifecycle")
    project.add_fault({"stale": "1s"}, calls=2)
    get(project.url + "/graphs/jobs?status=running")
    get(project.url + "/graphs/jobs")
    assert False
"""
    )
    result = pytester.runpytest_subprocess("--ges-reports", "reports")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "*/graphs/jobs?status=running -> 200",
            "*/graphs/jobs -> 200 by fault fault-1",
            "open it in the console*",
        ]
    )
    (report,) = (pytester.path / "reports").iterdir()
    assert json.loads(report.read_text())["count"] == 2


def test_violations_fail_a_test_unless_it_is_marked(pytester: pytest.Pytester):
    pytester.makepyfile(
        CLIENT
        + """
import pytest
def test_bad(ges):
    get(ges.project().url + "/graphs/jobs?limt=1")
@pytest.mark.ges_violations
def test_marked(ges):
    get(ges.project().url + "/graphs/jobs?limt=1")
def test_good(ges):
    get(ges.project().url + "/graphs/jobs?limit=1")
"""
    )
    result = pytester.runpytest_subprocess("--strict-markers", "--ges-scenario", "empty")
    result.assert_outcomes(failed=1, passed=2)
    result.stdout.fnmatch_lines(["*the client violated the contract:*", "*did you mean limit*"])


def test_parallel_classes_and_bases(pytester: pytest.Pytester):
    pytester.makepyfile(
        CLIENT
        + """
import pytest
class Base:
    @pytest.fixture(scope="class")
    def shared(self, ges_emulator):
        return ges_emulator.project()
    @pytest.mark.parametrize("n", range(8))
    def test_each(self, ges, shared, n):
        project = ges.project(scenario="import-lifecycle")
        project.advance(f"{n}s")
        assert len(get(project.url + "/graphs/jobs")["jobList"]) == 3
        assert project.now() == f"2018-12-17T12:55:1{n}" or project.now() == f"2018-12-17T12:55:0{n}"
        assert len(project.calls()) == 1
        get(shared.url + "/graphs/jobs")
class TestOne(Base): pass
class TestTwo(Base):
    class TestNested(Base): pass
"""
    )
    result = pytester.runpytest_subprocess("-n", "4")
    result.assert_outcomes(passed=24)


@pytest.mark.skipif(os.name != "posix", reason="kills by signal")
def test_a_killed_run_leaves_no_emulator(pytester: pytest.Pytester):
    pytester.makepyfile(
        """
import time
def test_long(ges, ges_emulator):
    ges.project().now()
    print("PID", ges_emulator.pid, flush=True)
    time.sleep(600)
"""
    )
    run = subprocess.Popen(
        [sys.executable, "-m", "pytest", "-s"], cwd=pytester.path, stdout=subprocess.PIPE, text=True
    )
    assert run.stdout is not None
    line = next(text for text in run.stdout if "PID" in text)
    emulator = int(line.split("PID")[1])
    run.send_signal(signal.SIGKILL)
    run.wait()
    run.stdout.close()
    deadline = time.monotonic() + 3
    while time.monotonic() < deadline:
        try:
            os.kill(emulator, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    pytest.fail("the emulator lives three seconds after its runner was killed")
