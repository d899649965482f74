"""One project of an emulator, with jobs, a clock and counters of its own."""

from __future__ import annotations

import json
import os
import urllib.parse
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, Union

from ._http import Control, ControlError

Duration = Union[str, timedelta]
Answer = dict[str, Any]  # in the keys of the control API, see its document


class Project:
    """One project of an emulator. Times are virtual, UTC, as ``2018-12-17T12:55:00``.

    Each method is one call of the control API, whose errors are ControlError. Answers are
    dictionaries in its keys: ``emulator/control/openapi.yaml`` describes them.
    """

    def __init__(self, control: Control, endpoint: str, project_id: str):
        self.id = project_id
        self.endpoint = endpoint
        """What SDKs take as the endpoint of the service."""
        self.url = f"{endpoint}/v1.0/{project_id}"
        """The emulated API with this project."""
        self.ak = "ges-emulator-ak"
        """An access key; any is taken unless the scenario has some."""
        self.sk = "ges-emulator-sk"
        self._control = control
        self._path = f"projects/{urllib.parse.quote(project_id, safe='')}"

    def __repr__(self) -> str:
        return f"<Project {self.id} at {self.endpoint}>"

    def env(self) -> dict[str, str]:
        """Variables by which the vendor's SDKs find credentials, for a process under test."""
        return {
            "HUAWEICLOUD_SDK_AK": self.ak,
            "HUAWEICLOUD_SDK_SK": self.sk,
            "HUAWEICLOUD_SDK_PROJECT_ID": self.id,
            "HUAWEICLOUD_SDK_IAM_ENDPOINT": self.endpoint,
        }

    # Time

    def now(self) -> str:
        """Virtual now."""
        return self._get("clock")["now"]

    def clock(self, **changes: object) -> Answer:
        """Show the clock, or change its ``mode``, ``step``, ``rate`` or ``now``."""
        return self._send("PATCH", "clock", changes) if changes else self._get("clock")

    def advance(self, by: Duration) -> list[Answer]:
        """Move time by ``"52s"``, ``"1h30m"``, ``"-2d"`` or a timedelta; return the changes."""
        return self._advance(by=_duration(by))

    def advance_to(self, time: str) -> list[Answer]:
        """Move to a time, forwards or back."""
        return self._advance(to=time)

    def next(self) -> list[Answer]:
        """Move to the next change of any job."""
        return self._advance(to="next")

    def previous(self) -> list[Answer]:
        """Move back to the last change of any job before now."""
        return self._advance(to="previous")

    def start(self) -> list[Answer]:
        """Move to the scenario's start. Unlike reset, that changes nothing else."""
        return self._advance(to="start")

    def end(self) -> list[Answer]:
        """Move to the end of the last job that ends."""
        return self._advance(to="end")

    def until(self, job_id: str, status: str) -> list[Answer]:
        """Move to the first moment at which a job has a status."""
        return self._advance(until={"jobId": job_id, "status": status})

    def _advance(self, **target: object) -> list[Answer]:
        return self._send("POST", "clock/advance", target)["changes"]

    # Jobs, graphs and what becomes of submissions

    def jobs(self, **query: object) -> list[Answer]:
        """List all jobs, future ones included; ``offset`` and ``limit`` as in the API."""
        return self._get("jobs", {"limit": 2_147_483_647, **query})["jobs"]

    def add_job(self, job_name: str, related_graph: str, **keys: object) -> Answer:
        """Add a job, which begins now unless ``begin`` says otherwise.

        Further keys as in a scenario: ``waiting``, ``running``, ``outcome`` …
        """
        return self._send(
            "POST", "jobs", {"jobName": job_name, "relatedGraph": related_graph, **keys}
        )

    def patch_job(self, job_id: str, **patch: object) -> Answer:
        """Change a job's future: ``outcome``, ``failReason``, ``endAt`` …"""
        return self._send("PATCH", f"jobs/{_quote(job_id)}", patch)

    def remove_job(self, job_id: str) -> None:
        """Remove a job and its past."""
        self._send("DELETE", f"jobs/{_quote(job_id)}")

    def graphs(self) -> list[Answer]:
        """List all graphs, past and future ones included."""
        return self._get("graphs", {"limit": 2_147_483_647})["graphs"]

    def add_graph(self, name: str, **keys: object) -> Answer:
        """Add a graph, which is there from now on."""
        return self._send("POST", "graphs", {"name": name, **keys})

    def patch_graph(self, graph_id: str, status: str) -> Answer:
        """Give a graph a status: ``running``, ``stopped``, ``faulty``, ``frozen`` …"""
        return self._send("PATCH", f"graphs/{_quote(graph_id)}", {"status": status})

    def add_submit_rule(self, name: str, **keys: object) -> Answer:
        """Say what becomes of jobs that clients submit from now on.

        ``add_submit_rule("fails", jobName="ImportGraph", outcome="failed")``
        """
        return self._send("POST", "submit-rules", {"name": name, **keys})

    def remove_submit_rule(self, name: str) -> None:
        """Remove a rule, also one of the scenario."""
        self._send("DELETE", f"submit-rules/{_quote(name)}")

    # Faults

    def add_fault(self, fault: str | int | Mapping[str, Any], **when: object) -> str:
        """Break calls from now on, and return the fault's name.

        ``fault`` is an error code, an HTTP status, or a mapping of a fault's keys in a
        scenario; further arguments are its conditions:
        ``add_fault("GES.9999", calls=3)``, ``add_fault(503, until="+1m")``,
        ``add_fault({"connection": "reset"}, calls=[2, 4])``.
        """
        keys: dict[str, Any]
        if isinstance(fault, str):
            keys = {"reply": {"errorCode": fault}}
        elif isinstance(fault, int):
            keys = {"reply": {"status": fault}}
        else:
            keys = dict(fault)
        if when:
            keys["when"] = {**keys.get("when", {}), **when}
        keys.setdefault("name", f"fault-{len(self.faults()) + 1}")
        name: str = self._send("POST", "faults", keys)["name"]
        return name

    def faults(self) -> list[Answer]:
        """List the faults in the order in which they are tried, with how often each applied."""
        return self._get("faults")["faults"]

    def remove_fault(self, name: str) -> None:
        """Remove a fault, also one of the scenario."""
        self._send("DELETE", f"faults/{_quote(name)}")

    # What clients did

    def calls(self, **query: object) -> list[Answer]:
        """List the calls of clients, oldest first.

        Filters: ``operation``, ``status``, ``fault``, ``violations=True``, ``since``, ``limit``.
        """
        return self._get("requests", query)["requests"]

    def violations(self) -> list[Answer]:
        """List what clients did that the contract does not allow."""
        return self._get("violations")["violations"]

    def polling(self) -> list[Answer]:
        """List the pollers, with their gaps and what is wrong about them."""
        return self._get("polling")["pollers"]

    def verify(self, **rules: object) -> None:
        """Raise AssertionError if a test suite should fail.

        It should for faults that never applied, violations, and pollers that broke a rule:
        ``minGap="5s"``, ``maxGap``, ``stopsAfterEnd=True``, ``keepsRetryAfter``,
        ``fetchesAllPages``, ``retriesFailures``, ``maxAtOnce``, ``minCalls``.
        """
        try:
            self._get("verify", rules)
        except ControlError as failure:
            if failure.status != 409:
                raise
            problems = "\n".join(f"- {p['message']}" for p in failure.body["problems"])
            raise AssertionError(f"project {self.id}: {failure.error}\n{problems}") from None

    # State

    def snapshot(self) -> Answer:
        """Return the complete state of the project."""
        return self._get("snapshot")

    def restore(self, snapshot: Answer) -> None:
        """Put the project, or another one, back to a state."""
        self._send("PUT", "snapshot", snapshot)

    def reset(self) -> None:
        """Put the project back to the scenario's start."""
        self._send("POST", "reset")

    def undo(self) -> str:
        """Undo the newest change of these methods, and return what it was."""
        what: str = self._send("POST", "undo")["undone"]["what"]
        return what

    def load(self, scenario: str | os.PathLike[str] | Mapping[str, Any]) -> None:
        """Give the project another scenario: a built-in name, a path, YAML or a mapping."""
        from ._emulator import is_file

        path = "scenario"
        body: str | object
        if isinstance(scenario, Mapping):
            body = dict(scenario)
        elif not isinstance(scenario, str) or is_file(scenario):
            file = Path(scenario)
            path += "?" + urllib.parse.urlencode({"file": file.name})
            body = file.read_text()
        elif "\n" in scenario or ":" in scenario:
            body = scenario
        else:
            body = {"builtin": scenario}
        self._send("PUT", path, body)

    def scenario(self) -> str:
        """Return the project as a scenario file, with all that was changed."""
        return self._control.text("GET", f"{self._path}/scenario")

    def report(self) -> str:
        """Return all there is to know of the project, as the file that the console opens."""
        return self._control.text("GET", f"{self._path}/report")

    def _get(self, rest: str, query: Mapping[str, object] | None = None) -> Any:
        pairs = {k: json.dumps(v) if isinstance(v, bool) else v for k, v in (query or {}).items()}
        path = f"{self._path}/{rest}" + ("?" + urllib.parse.urlencode(pairs) if pairs else "")
        return self._control.json("GET", path)

    def _send(self, method: str, rest: str, body: None | str | object = None) -> Any:
        return self._control.json(method, f"{self._path}/{rest}", body)


def _quote(text: str) -> str:
    return urllib.parse.quote(text, safe="")


def _duration(by: Duration) -> str:
    if isinstance(by, timedelta):
        microseconds = by // timedelta(microseconds=1)
        return f"{microseconds}us"
    return by
