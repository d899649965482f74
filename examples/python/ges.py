"""A client of the task center, as an application has it.

It lists jobs, reads a list of any length, and waits for an import. It needs the
standard library alone, and knows nothing of the emulator.
"""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from datetime import date
from typing import Literal, NotRequired, TypedDict

CALL_TIMEOUT = 10.0  # seconds
PAUSE = 5  # seconds

Status = Literal["waiting", "running", "success", "failed", "partiallyFailed"]


class File(TypedDict):
    path: str
    log: str | None
    cause: str | None
    status: Literal["success", "failed", "partFailed"]
    totalLines: NotRequired[int]
    failedLines: NotRequired[int]
    successfulLines: NotRequired[int]


class JobDetail(TypedDict):
    vertexsetPath: list[File] | None
    edgesetPath: list[File] | None
    schemaPath: list[File] | None


class Job(TypedDict):
    jobId: str
    status: Status
    jobType: str
    jobName: str
    relatedGraph: str
    beginTime: str  # UTC, without a zone
    endTime: NotRequired[str]  # once the job has ended
    jobDetail: NotRequired[JobDetail]  # of an import that has ended
    failReason: NotRequired[str]
    jobProgress: float


class Page(TypedDict):
    jobCount: int  # of all jobs that fit the filter
    jobList: list[Job]  # those of this page


class GesError(Exception):
    """A call that the service did not answer well."""

    def __init__(self, status: int, code: str, message: str, retry_after: int | None = None):
        super().__init__(f"{status} {code}: {message}")
        self.status = status
        self.code = code
        self.retry_after = retry_after

    @property
    def transient(self) -> bool:
        """Whether the same call may succeed a little later."""
        return self.code == "GES.9999" or self.status == 429 or self.status >= 500


class ImportFailedError(Exception):
    """An import that has ended, but not well."""

    def __init__(self, job: Job):
        reason = job.get("failReason", "no reason given")
        super().__init__(
            f"import {job['jobId']} of {job['relatedGraph']}: {job['status']}: {reason}"
        )
        self.job = job

    @property
    def files(self) -> list[File]:
        """The files that were not taken whole."""
        detail = self.job.get("jobDetail")
        if detail is None:
            return []
        lists = (detail["vertexsetPath"], detail["edgesetPath"], detail["schemaPath"])
        return [file for files in lists for file in files or [] if file["status"] != "success"]


class GesClient:
    def __init__(self, endpoint: str, project_id: str, token: str | None = None):
        self._jobs = f"{endpoint}/v1.0/{urllib.parse.quote(project_id, safe='')}/graphs/jobs"
        self._headers = {} if token is None else {"X-Auth-Token": token}

    def list_jobs(
        self,
        *,
        offset: int | None = None,
        limit: int | None = None,
        status: Status | None = None,
        graph_name: str | None = None,
        start_time: date | None = None,
        end_time: date | None = None,
    ) -> Page:
        """One page of jobs."""
        parameters = {
            "offset": offset,
            "limit": limit,
            "status": status,
            "graphName": graph_name,
            "startTime": start_time,
            "endTime": end_time,
        }
        query = urllib.parse.urlencode({k: v for k, v in parameters.items() if v is not None})
        request = urllib.request.Request(f"{self._jobs}?{query}", headers=self._headers)
        try:
            with urllib.request.urlopen(request, timeout=CALL_TIMEOUT) as response:
                page: Page = json.load(response)
                return page
        except urllib.error.HTTPError as error:
            with error:
                raise _read_error(error) from None

    def all_jobs(
        self,
        *,
        status: Status | None = None,
        graph_name: str | None = None,
        start_time: date | None = None,
        end_time: date | None = None,
        page_size: int = 100,
    ) -> Iterator[Job]:
        """All jobs that fit, however many pages they take."""
        offset = 0
        while True:
            page = self.list_jobs(
                offset=offset,
                limit=page_size,
                status=status,
                graph_name=graph_name,
                start_time=start_time,
                end_time=end_time,
            )
            yield from page["jobList"]
            offset += len(page["jobList"])
            if not page["jobList"] or offset >= page["jobCount"]:
                return

    def wait_for_import(
        self,
        graph_name: str,
        *,
        pause: Callable[[int], object] = time.sleep,
        retries: int = 3,
        on_retry: Callable[[GesError], object] = lambda error: None,
        max_polls: int = 720,
    ) -> Job:
        """Wait until the newest import of a graph has ended, and return it.

        An import that is not there yet is waited for. ``pause`` passes the
        seconds between two polls; a test moves a virtual clock instead.

        Raises ImportFailedError if it ended in another way than success, the
        last GesError when more than ``retries`` polls in a row have failed, and
        TimeoutError after ``max_polls``.
        """
        failures = 0
        for _ in range(max_polls):
            seconds = PAUSE
            try:
                job = self._newest_import(graph_name)
            except GesError as error:  # a failed call is no failed import
                if not error.transient or failures == retries:
                    raise
                failures += 1
                on_retry(error)
                if error.retry_after is not None:
                    seconds = error.retry_after
            else:
                failures = 0
                if job is not None and "endTime" in job:
                    if job["status"] != "success":
                        raise ImportFailedError(job)
                    return job
            pause(seconds)
        raise TimeoutError(f"the import of {graph_name} has not ended after {max_polls} polls")

    def _newest_import(self, graph_name: str) -> Job | None:
        imports = (j for j in self.all_jobs(graph_name=graph_name) if j["jobName"] == "ImportGraph")
        return max(imports, key=lambda job: job["beginTime"], default=None)


def _read_error(error: urllib.error.HTTPError) -> GesError:
    """The service and the gateway before it name the same two things differently."""
    text = error.read().decode(errors="replace")
    try:
        body = json.loads(text)
    except ValueError:  # not the service: a proxy on the way
        body = {}
    retry_after = error.headers.get("Retry-After", "")
    return GesError(
        error.code,
        body.get("errorCode") or body.get("error_code") or "",
        body.get("errorMessage") or body.get("error_msg") or text,
        int(retry_after) if retry_after.isdecimal() else None,
    )
