"""Every verb, against an emulator."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from datetime import timedelta
from pathlib import Path

import pytest

from ges_emulator import ControlError, StartError, start


def get(url, **headers):
    request = urllib.request.Request(url, headers=headers)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=10) as answer:
        return json.load(answer)


@pytest.fixture
def project(ges):
    return ges.project(scenario="import-lifecycle")


def imported(project):
    return next(job for job in project.jobs() if job["jobName"] == "ImportGraph")


def test_time_moves_both_ways(project):
    assert project.now() == "2018-12-17T12:55:00"
    changes = project.advance("15s")
    assert [(c["from"], c["to"]) for c in changes if "jobId" in c] == [("waiting", "running")]
    project.advance(timedelta(seconds=-15))
    assert imported(project)["status"] == "waiting"
    project.next()
    assert project.now() == "2018-12-17T12:55:15"
    project.end()
    assert imported(project)["status"] == "success"
    project.previous()
    assert project.now() < "2018-12-17T12:56:07"
    project.start()
    assert project.now() == "2018-12-17T12:55:00"
    project.until(imported(project)["jobId"], "success")
    assert project.now() == "2018-12-17T12:56:07"
    project.advance_to("2018-12-17T12:55:01")
    assert project.now() == "2018-12-17T12:55:01"
    assert project.clock(mode="realtime", rate=2)["rate"] == 2
    assert project.clock()["mode"] == "realtime"


def test_jobs_and_graphs_are_changed(project):
    job = project.add_job("ExportGraph", "movies", running="forever", jobId="mine")
    assert job["end"] is None
    assert (
        project.patch_job("mine", outcome="failed", failReason="full", endAt="now")["status"]
        == "failed"
    )
    assert project.undo() == "patch job mine"
    project.remove_job("mine")
    with pytest.raises(ControlError, match='has no job "mine"') as failure:
        project.remove_job("mine")
    assert failure.value.status == 404
    graph = project.add_graph("own", status="stopped")
    assert project.patch_graph(graph["graphId"], "frozen")["state"] == "frozen"
    assert "own" in [g["name"] for g in project.graphs()]
    project.add_submit_rule("fails", jobName="ImportGraph", outcome="failed")
    project.remove_submit_rule("fails")


def test_faults_break_calls(project):
    assert project.add_fault("GES.9999", calls=1) == "fault-1"
    assert project.add_fault(503, calls=2) == "fault-2"
    assert project.add_fault({"connection": "reset", "name": "mine"}, calls=3) == "mine"
    statuses = []
    for _ in range(4):
        try:
            get(f"{project.url}/graphs/jobs")
            statuses.append(200)
        except urllib.error.HTTPError as failure:
            statuses.append(failure.code)
            failure.close()
        except OSError:
            statuses.append(0)
    assert statuses == [400, 503, 0, 200]
    assert [f["applied"] for f in project.faults()] == [1, 1, 1]
    project.remove_fault("mine")
    assert [c["fault"] for c in project.calls(status=503)] == ["fault-2"]


@pytest.mark.ges_violations
def test_what_clients_did(project):
    get(f"{project.url}/graphs/jobs?limt=3", **{"X-Auth-Token": "secret"})
    get(f"{project.url}/graphs/jobs", **{"X-Auth-Token": "secret"})
    assert len(project.calls()) == 2
    assert len(project.calls(violations=True)) == 1
    assert "secret" not in json.dumps(project.calls())
    assert project.violations()[0]["didYouMean"] == "limit"
    assert project.polling()[0]["calls"] == 2
    with pytest.raises(AssertionError, match="did you mean limit"):
        project.verify(minCalls=1)
    with pytest.raises(AssertionError, match="too eager"):
        project.verify(minGap="1m")
    with pytest.raises(ControlError, match="mingap"):
        project.verify(mingap="1m")


def test_state_is_saved_and_restored(project, ges):
    project.advance("40s")
    project.add_job("StopGraph", "movies", jobId="mine")
    snapshot = project.snapshot()
    other = ges.project()
    other.restore(snapshot)
    assert other.now() == project.now()
    assert other.jobs() == project.jobs()
    taken = ges.project(scenario=project.scenario())
    taken.advance_to(project.now())
    assert taken.jobs() == project.jobs()
    project.reset()
    assert project.now() == "2018-12-17T12:55:00"
    report = json.loads(other.report())
    assert report["project"] == other.id


def test_scenarios_of_every_kind(ges, tmp_path: Path):
    assert ges.project(scenario="empty").jobs() == []
    text = "version: 1\nprojects:\n  '*':\n    jobs: [{jobName: StopGraph, relatedGraph: g, begin: 0s}]\n"
    file = tmp_path / "mine.yaml"
    file.write_text(text)
    mapping = {
        "version": 1,
        "projects": {"*": {"jobs": [{"jobName": "StopGraph", "relatedGraph": "g", "begin": "0s"}]}},
    }
    for scenario in (text, file, str(file), mapping):
        assert [j["jobName"] for j in ges.project(scenario=scenario).jobs()] == ["StopGraph"]
    file.write_text(text.replace("begin", "begn"))
    with pytest.raises(ControlError, match="mine.yaml:4:.*did you mean begin"):
        ges.project(scenario=file)


def test_projects_are_apart(ges):
    one, two = ges.project(), ges.project()
    assert one.id != two.id
    assert one.id.startswith("testprojectsareapart")
    assert ges.project("named").id == "named"
    assert one.endpoint == ges.url
    assert one.env()["HUAWEICLOUD_SDK_PROJECT_ID"] == one.id


def test_an_emulator_of_its_own(monkeypatch: pytest.MonkeyPatch):
    with start("empty", flags=["--control-token", "s3cret"]) as emulator:
        with pytest.raises(ControlError, match="needs its token"):
            emulator.project().now()
        monkeypatch.setenv("GES_EMULATOR_URL", emulator.url)
        monkeypatch.setenv("GES_EMULATOR_CONTROL_TOKEN", "s3cret")
        with start() as connected:
            assert connected.pid is None
            assert connected.project().now() == "2018-12-17T12:55:00"


def test_one_that_does_not_start(monkeypatch: pytest.MonkeyPatch):
    with pytest.raises(StartError, match="did you mean"):
        start("import-lifecyle")
    monkeypatch.delenv("GES_EMULATOR_BIN", raising=False)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(StartError, match="go install"):
        start()
