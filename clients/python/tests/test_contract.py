"""Answers of the verbs are those of the control API's document."""

from __future__ import annotations

from pathlib import Path

import jsonschema
import pytest
import yaml

DOCUMENT = Path(__file__).parents[3] / "emulator" / "control" / "openapi.yaml"


@pytest.fixture(scope="module")
def fits():
    components = yaml.safe_load(DOCUMENT.read_text())["components"]

    def check(answer: object, schema: str) -> None:
        reference = {"$ref": f"#/components/schemas/{schema}", "components": components}
        jsonschema.Draft202012Validator(reference).validate(answer)

    return check


@pytest.mark.ges_violations
def test_answers_fit_the_document(ges, fits):
    project = ges.project(scenario="import-lifecycle")
    fits(project.clock(), "Clock")
    fits(project.advance("20s")[0], "Change")
    for job in project.jobs():
        fits(job, "Job")
    fits(project.add_job("StopGraph", "movies"), "Job")
    for graph in project.graphs():
        fits(graph, "Graph")
    project.add_fault("GES.9999", calls=9)
    for fault in project.faults():
        fits(fault, "Fault")
    fits(project.add_submit_rule("late", waiting="2m"), "SubmitRule")
    fits(project.snapshot(), "Snapshot")
    import urllib.request

    urllib.request.build_opener(urllib.request.ProxyHandler({})).open(
        f"{project.url}/graphs/jobs?limt=1"
    ).close()
    for call in project.calls():
        fits(call, "Request")
    for violation in project.violations():
        fits(violation, "Violation")
    for poller in project.polling():
        fits(poller, "Poller")
