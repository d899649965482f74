# test_import.py
import json
import urllib.request


def test_an_import_is_followed(ges):
    project = ges.project(scenario="import-lifecycle")
    url = f"{project.url}/graphs/jobs?graphName=test1217&status=running"
    project.advance("20s")
    assert json.load(urllib.request.urlopen(url))["jobCount"] == 1
    project.end()
    assert json.load(urllib.request.urlopen(url))["jobCount"] == 0
