"""The vendor's own SDK, unmodified, version 1 and 2."""

from __future__ import annotations

import json
import urllib.request
import warnings

import pytest

import ges_emulator

with warnings.catch_warnings():  # the SDK's own, at import
    warnings.simplefilter("ignore")
    from huaweicloudsdkcore.auth.credentials import BasicCredentials
    from huaweicloudsdkcore.exceptions import exceptions
    from huaweicloudsdkcore.http.http_config import HttpConfig
    from huaweicloudsdkges import v1, v2
    from huaweicloudsdkges.v1.region.ges_region import GesRegion


def client(version, project, *, sk=None, ak=None, security_token=None):
    credentials = BasicCredentials(ak or project.ak, sk or project.sk, project.id)
    if security_token:
        credentials = credentials.with_security_token(security_token)
    builder = version.GesClient.new_builder().with_credentials(credentials)
    return builder.with_endpoints([project.endpoint]).build()


def raw(url):
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(url, timeout=10) as answer:
        return json.load(answer)


def same(model, plain):
    """Compare all fields that the SDK's model has with the raw JSON."""
    if isinstance(model, list):
        assert len(model) == len(plain)
        return sum(same(m, p) for m, p in zip(model, plain))
    if not hasattr(model, "attribute_map"):
        assert model == plain
        return 1
    count = 0
    for attribute, key in model.attribute_map.items():
        value = getattr(model, attribute)
        if value is None:
            assert plain.get(key) is None, key
        else:
            count += same(value, plain[key])
    return count


CALLS = {
    "v1": (v1, "list_jobs", v1.ListJobsRequest, "v1.0", "jobList"),
    "v2": (v2, "list_jobs2", v2.ListJobs2Request, "v2", "job_list"),
}


@pytest.mark.parametrize("version", CALLS)
def test_every_field_of_a_list_is_read(ges, version):
    module, method, request, path, _ = CALLS[version]
    project = ges.project(scenario="every-status")
    list_jobs = getattr(client(module, project), method)
    parameters = {
        "limit": "100",
        "offset": "0",
        "start_time": "2018-01-01",
        "end_time": "2019-12-31",
    }
    answer = list_jobs(request(**parameters))
    assert answer.job_count > 5
    assert (
        same(answer, raw(f"{project.endpoint}/{path}/{project.id}/graphs/jobs?limit=100&offset=0"))
        > 50
    )
    for status in ("running", "waiting", "success", "failed", "partiallyFailed"):
        jobs = list_jobs(request(status=status, limit="100")).job_list
        assert {job.status for job in jobs} <= {status}
    graph = answer.job_list[0].related_graph
    assert {j.related_graph for j in list_jobs(request(graph_name=graph)).job_list} == {graph}


@pytest.mark.parametrize("version", CALLS)
def test_errors_have_their_code_where_the_sdk_reads_it(ges, version):
    module, method, request, _, _ = CALLS[version]
    project = ges.project(scenario="empty")
    calls = client(module, project)
    for status in (400, 401, 403, 404, 429, 500, 503):
        name = project.add_fault(status, calls=1)
        with pytest.raises(exceptions.ServiceResponseException) as failure:
            getattr(calls, method)(request())
        assert failure.value.status_code == status
        project.remove_fault(name)
    # Without the switch errorBody=error_code the SDK for version 1 finds no code.
    text = project.scenario()
    coded = ges.project(scenario=text + "compat: {errorBody: error_code}\n")
    coded.add_fault("GES.9999", calls=1)
    with pytest.raises(exceptions.ClientRequestException) as failure:
        getattr(client(module, coded), method)(request())
    assert failure.value.error_code == "GES.9999"


def test_a_lost_connection_is_an_error_of_its_own(ges):
    project = ges.project(scenario="empty")
    project.add_fault({"connection": "reset"}, calls=1)
    with pytest.raises(exceptions.ConnectionException):
        client(v1, project).list_jobs(v1.ListJobsRequest())
    assert client(v1, project).list_jobs(v1.ListJobsRequest()).job_count == 0


def test_signatures_are_checked(ges):
    scenario = {
        "version": 1,
        "auth": {"mode": "signature", "keys": [{"access": "AK", "secret": "SK"}]},
        "projects": {"*": {}},
    }
    project = ges.project(scenario=scenario)
    request = v1.ListJobsRequest(limit="3", graph_name="a b/ü")
    assert client(v1, project, ak="AK", sk="SK").list_jobs(request).job_count == 0
    for wrong in ({"ak": "AK", "sk": "other"}, {"ak": "other", "sk": "SK"}):
        with pytest.raises(exceptions.ClientRequestException) as failure:
            client(v1, project, **wrong).list_jobs(request)
        assert failure.value.status_code == 401


def test_a_date_that_is_off_is_refused(ges):
    # The SDK signs with the date of today; this gateway's is that of the scenario, 2018.
    project = ges.project(
        scenario={
            "version": 1,
            "auth": {
                "mode": "signature",
                "clock": "virtual",
                "keys": [{"access": "AK", "secret": "SK"}],
            },
            "projects": {"*": {}},
        }
    )
    with pytest.raises(exceptions.ClientRequestException) as failure:
        client(v1, project, ak="AK", sk="SK").list_jobs(v1.ListJobsRequest())
    assert failure.value.status_code == 401
    assert failure.value.error_code == "APIGW.0301"
    assert "signature expired" in failure.value.error_msg


def test_temporary_keys_need_their_security_token(tmp_path):
    scenario = tmp_path / "tokens.yaml"
    scenario.write_text(
        'version: 1\nauth: {mode: any, tokens: [{value: mine}]}\nprojects: {"*": {}}\n'
    )
    with ges_emulator.start(str(scenario)) as emulator:
        project = emulator.project()
        issue = urllib.request.Request(
            f"{project.endpoint}/v3.0/OS-CREDENTIAL/securitytokens",
            json.dumps({"auth": {"identity": {"methods": ["token"]}}}).encode(),
            {"X-Auth-Token": "mine"},
        )
        with urllib.request.urlopen(issue, timeout=10) as answer:
            key = json.load(answer)["credential"]
        good = {
            "ak": key["access"],
            "sk": key["secret"],
            "security_token": key["securitytoken"],
        }
        request = v1.ListJobsRequest()
        assert client(v1, project, **good).list_jobs(request).job_count == 0
        for wrong in ({"security_token": None}, {"security_token": "other"}, {"sk": "other"}):
            with pytest.raises(exceptions.ClientRequestException) as failure:
                client(v1, project, **{**good, **wrong}).list_jobs(request)
            assert failure.value.status_code == 401


def test_it_hides_the_code_of_a_429_and_repeats_only_when_asked(ges):
    project = ges.project(scenario="empty")
    reply = {"errorCode": "APIGW.0308", "headers": {"Retry-After": "0"}}
    project.add_fault({"name": "busy", "reply": reply}, calls="1-2")
    with pytest.raises(exceptions.ClientRequestException) as failure:
        client(v1, project).list_jobs(v1.ListJobsRequest())
    assert (failure.value.status_code, failure.value.error_code) == (429, "429")
    assert not failure.value.request_id
    assert len(project.calls()) == 1
    config = HttpConfig.get_default_config()
    config.retry_times = 3
    builder = v1.GesClient.new_builder().with_http_config(config)
    builder = builder.with_credentials(BasicCredentials(project.ak, project.sk, project.id))
    calls = builder.with_endpoints([project.endpoint]).build()
    assert calls.list_jobs(v1.ListJobsRequest()).job_count == 0
    assert [call["status"] for call in project.calls()] == [429, 429, 200]
    project.add_fault(500)
    with pytest.raises(exceptions.ServerResponseException):
        calls.list_jobs(v1.ListJobsRequest())
    assert len(project.calls(status=500)) == 1


def test_its_variables_lead_here(ges, monkeypatch):
    project = ges.project(scenario="every-status")
    for name, value in {
        "AK": "any",
        "SK": "any",
        "PROJECT_ID": project.id,
        "REGION_GES_CN_NORTH_4": project.endpoint,
    }.items():
        monkeypatch.setenv(f"HUAWEICLOUD_SDK_{name}", value)
    calls = v1.GesClient.new_builder().with_region(GesRegion.value_of("cn-north-4")).build()
    assert calls.list_jobs(v1.ListJobsRequest()).job_count == len(project.jobs())


def flow_v1(project):
    calls, data = client(v1, project), "bucket/edges.csv"
    graph = v1.Graph(
        name="deployed", graph_size_type_index="1", vpc_id="v", subnet_id="s", security_group_id="g"
    )
    return {
        "create": lambda: calls.create_graph(v1.CreateGraphRequest(v1.CreateGraphReq(graph))).id,
        "graph": lambda g: calls.show_graph(v1.ShowGraphRequest(g)).graph,
        "job": lambda g, j: calls.show_job(v1.ShowJobRequest(g, j)),
        "import": lambda g: (
            calls.import_graph(
                v1.ImportGraphRequest(g, "import-graph", v1.ImportGraphReq(edgeset_path=data))
            ).job_id
        ),
        "export": lambda g: (
            calls.export_graph(
                v1.ExportGraphRequest(
                    g, "export-graph", v1.ExportGraphReq("bucket/out/", "e", "v", "s")
                )
            ).job_id
        ),
        "back up": lambda g: calls.create_backup(v1.CreateBackupRequest(g)).job_id,
        "stop": lambda g: calls.stop_graph(v1.StopGraphRequest(g, "stop")).job_id,
        "backup": lambda g: (
            calls.list_graph_backups(v1.ListGraphBackupsRequest(g)).backup_list[0].id
        ),
        "restore": lambda g, b: (
            calls.start_graph(v1.StartGraphRequest(g, "start", v1.StartGraphReq(b))).job_id
        ),
        "delete": lambda g: calls.delete_graph(v1.DeleteGraphRequest(g, False)).job_id,
        "count": lambda: calls.list_graphs(v1.ListGraphsRequest()).graph_count,
    }


def flow_v2(project):
    calls, data = client(v2, project), "bucket/edges.csv"
    graph = v2.CreateGraphReqGraph(
        name="deployed",
        graph_size_type_index="1",
        vpc_id="v",
        subnet_id="s",
        security_group_id="g",
        crypt_algorithm="generalCipher",
        enable_https=False,
    )
    return {
        "create": lambda: calls.create_graph2(v2.CreateGraph2Request(v2.CreateGraphReq(graph))).id,
        "graph": lambda g: calls.show_graph2(v2.ShowGraph2Request(g)).graph,
        "job": lambda g, j: calls.show_job2(v2.ShowJob2Request(g, j)),
        "import": lambda g: (
            calls.import_graph2(
                v2.ImportGraph2Request(g, v2.ImportGraphReq(edgeset_path=data))
            ).job_id
        ),
        "export": lambda g: (
            calls.export_graph2(
                v2.ExportGraph2Request(g, v2.ExportGraphReq("bucket/out/", "e", "v", "s"))
            ).job_id
        ),
        "back up": lambda g: calls.create_backup2(v2.CreateBackup2Request(g)).job_id,
        "stop": lambda g: calls.stop_graph2(v2.StopGraph2Request(g)).job_id,
        "backup": lambda g: (
            calls.list_graph_backups2(v2.ListGraphBackups2Request(g)).backup_list[0].id
        ),
        "restore": lambda g, b: (
            calls.start_graph2(v2.StartGraph2Request(g, v2.StartGraphReq(b))).job_id
        ),
        "delete": lambda g: calls.delete_graph2(v2.DeleteGraph2Request(g, False)).job_id,
        "count": lambda: calls.list_graphs2(v2.ListGraphs2Request()).graph_count,
    }


@pytest.mark.parametrize("flow", [flow_v1, flow_v2])
def test_a_deployment_from_create_to_delete(ges, flow):
    project = ges.project(scenario="empty")
    do = flow(project)

    def ends(job, status="success"):
        project.end()
        assert do["job"](graph, job).status == status
        return do["job"](graph, job)

    graph = do["create"]()
    assert do["graph"](graph).status == "100"
    project.end()
    assert do["graph"](graph).status == "200"
    imported = ends(do["import"](graph))
    assert imported.job_detail.edgeset_path[0].path == "bucket/edges.csv"
    ends(do["export"](graph))
    ends(do["back up"](graph))
    project.add_submit_rule(
        "second", jobName="ImportGraph", outcome="failed", failReason="the disk is full"
    )
    assert ends(do["import"](graph), "failed").fail_reason == "the disk is full"
    ends(do["stop"](graph))
    assert do["graph"](graph).status == "900"
    ends(do["restore"](graph, do["backup"](graph)))
    assert do["graph"](graph).status == "200"
    ends(do["delete"](graph))
    assert do["count"]() == 0
    with pytest.raises(exceptions.ClientRequestException):
        do["graph"](graph)


def test_it_looks_up_its_project_first(ges, monkeypatch):
    project = ges.project(scenario="empty")
    monkeypatch.setenv("HUAWEICLOUD_SDK_IAM_ENDPOINT", project.endpoint)
    from huaweicloudsdkcore.region.region import Region

    credentials = BasicCredentials("any", "any")
    builder = v1.GesClient.new_builder().with_credentials(credentials)
    calls = builder.with_region(Region("cn-north-4", project.endpoint)).build()
    answer = calls.list_jobs(v1.ListJobsRequest(limit="1"))
    assert credentials.project_id
    assert same(answer, raw(f"{ges.url}/v1.0/{credentials.project_id}/graphs/jobs?limit=1")) > 0
