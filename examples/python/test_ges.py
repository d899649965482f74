from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from ges_emulator import Project
from ges_emulator.pytest_plugin import Ges

from ges import GesClient, GesError, ImportFailedError

FAILED_IMPORT = Path(__file__).with_name("failed_import.yaml")

Serve = Callable[[str | Path], tuple[GesClient, Project]]


@pytest.fixture
def serve(ges: Ges) -> Serve:
    """The client under test, and the project that it meets.

    What the contract does not allow, a misspelt filter say, fails the test.
    """

    def start(scenario: str | Path) -> tuple[GesClient, Project]:
        project = ges.project(scenario=scenario)
        return GesClient(project.endpoint, project.id), project

    return start


def no_pause(seconds: int) -> None:
    """For a stepped clock, which each call moves."""


def test_an_import_is_waited_for_until_it_has_succeeded(serve: Serve) -> None:
    client, _ = serve("import-lifecycle")
    pauses: list[int] = []

    job = client.wait_for_import("test1217", pause=pauses.append)

    assert job["status"] == "success"
    assert job["endTime"] == "2018-12-17T12:56:07"
    edges = job["jobDetail"]["edgesetPath"]
    assert edges is not None
    assert edges[0]["successfulLines"] == 1659
    assert pauses == [5] * 7


def test_a_failed_import_says_which_file_it_failed_at(serve: Serve) -> None:
    client, project = serve(FAILED_IMPORT)

    with pytest.raises(ImportFailedError, match="does not fit the schema") as failure:
        client.wait_for_import("movies", pause=lambda seconds: project.advance(f"{seconds}s"))

    assert failure.value.job["status"] == "failed"
    assert [(file["path"], file["cause"]) for file in failure.value.files] == [
        ("movies/directed.csv", "label directed is not in the schema")
    ]


def test_ges_9999_on_the_third_poll_is_no_failed_import(serve: Serve) -> None:
    client, _ = serve("third-poll-fails")
    retried: list[GesError] = []

    job = client.wait_for_import("test1217", pause=no_pause, on_retry=retried.append)

    assert job["status"] == "success"
    assert [str(error) for error in retried] == ["400 GES.9999: failed"]


def test_failed_polls_in_a_row_end_the_waiting(serve: Serve) -> None:
    client, _ = serve("documented-failure")
    retried: list[GesError] = []

    with pytest.raises(GesError, match="400 GES.9999: failed"):
        client.wait_for_import("test1217", pause=no_pause, retries=2, on_retry=retried.append)

    assert len(retried) == 2


def test_a_pause_is_as_long_as_the_service_asks_for(serve: Serve) -> None:
    client, project = serve("outage-window")
    project.advance_to("2018-12-17T12:56:40")  # 20 s before the outage is over
    pauses: list[int] = []

    job = client.wait_for_import("test1217", pause=pauses.append)

    assert job["status"] == "success"
    assert pauses == [10, 10]


def test_an_import_that_does_not_end_is_given_up(serve: Serve) -> None:
    client, _ = serve(FAILED_IMPORT)  # nobody moves its time

    with pytest.raises(TimeoutError, match="after 4 polls"):
        client.wait_for_import("movies", pause=no_pause, max_polls=4)


@pytest.mark.ges_violations
def test_a_bad_parameter_is_an_error_that_is_not_repeated(serve: Serve) -> None:
    client, _ = serve("empty")

    with pytest.raises(GesError) as failure:
        client.list_jobs(limit=0)

    assert failure.value.code == "GES.0001"
    assert not failure.value.transient


def test_5000_jobs_come_page_by_page_each_once(serve: Serve) -> None:
    client, _ = serve("busy-month")

    jobs = list(client.all_jobs())

    assert len(jobs) == client.list_jobs(limit=1)["jobCount"] == 5000
    assert len({job["jobId"] for job in jobs}) == 5000
    assert jobs == sorted(jobs, key=lambda job: job["beginTime"])


def test_a_filter_holds_for_every_page(serve: Serve) -> None:
    client, _ = serve("busy-month")
    day = date(2019, 3, 15)

    jobs = list(client.all_jobs(start_time=day, end_time=day, page_size=50))

    assert len(jobs) > 50
    assert {job["beginTime"][:10] for job in jobs} == {"2019-03-15"}
    assert len(jobs) == client.list_jobs(start_time=day, end_time=day)["jobCount"]


def test_time_moves_when_told_forwards_and_back(serve: Serve) -> None:
    client, project = serve(FAILED_IMPORT)

    def status() -> str:
        return client.list_jobs()["jobList"][0]["status"]

    job_id = client.list_jobs()["jobList"][0]["jobId"]
    assert status() == "waiting"

    assert project.next() == [
        {"jobId": job_id, "from": "waiting", "to": "running", "at": "2018-12-17T12:55:10"}
    ]
    assert status() == "running"

    project.until(job_id, "failed")
    assert project.now() == "2018-12-17T12:56:02"
    assert status() == "failed"

    project.advance_to("2018-12-17T12:55:30")
    assert status() == "running"

    project.reset()
    assert status() == "waiting"


def test_projects_do_not_see_each_others_time(serve: Serve) -> None:
    (one, project), (other, _) = serve(FAILED_IMPORT), serve(FAILED_IMPORT)
    project.end()

    assert one.list_jobs()["jobList"][0]["status"] == "failed"
    assert other.list_jobs()["jobList"][0]["status"] == "waiting"
