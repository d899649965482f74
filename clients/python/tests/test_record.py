"""The vendor's SDK through ges-emulator record. It signs the host, which is the proxy's."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import warnings

import pytest

import ges_emulator

with warnings.catch_warnings():  # the SDK's own, at import
    warnings.simplefilter("ignore")
    from huaweicloudsdkcore.auth.credentials import BasicCredentials
    from huaweicloudsdkcore.exceptions import exceptions
    from huaweicloudsdkges import v1

SIGNED = """version: 1
clock: {start: now, mode: realtime}
auth: {mode: signature, keys: [{access: the-real-key, secret: the-real-secret}]}
projects: {"*": {jobs: [{jobName: ImportGraph, relatedGraph: movies, begin: -1h}]}}
"""


def record(upstream, folder, *flags):
    program = os.environ.get("GES_EMULATOR_BIN") or shutil.which("ges-emulator")
    command = [program, "record", "--upstream", upstream, "--addr", "127.0.0.1:0"]
    keys = {"HUAWEICLOUD_SDK_AK": "the-real-key", "HUAWEICLOUD_SDK_SK": "the-real-secret"}
    proxy = subprocess.Popen(
        [*command, "--out", str(folder), *flags],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | keys,
    )
    return proxy, proxy.stdout.readline().removeprefix("listening on ").strip()


def end(proxy):
    proxy.send_signal(signal.SIGTERM)
    _, said = proxy.communicate(timeout=30)
    assert proxy.returncode == 0, said
    return said


def client(url):
    credentials = BasicCredentials("placeholder", "placeholder", "p1")
    builder = v1.GesClient.new_builder().with_credentials(credentials)
    return builder.with_endpoints([url]).build()


def test_signed_anew(tmp_path):
    scenario = tmp_path / "signed.yaml"
    scenario.write_text(SIGNED)
    with ges_emulator.start(str(scenario)) as emulator:
        proxy, url = record(emulator.url, tmp_path / "plain")
        with pytest.raises(exceptions.ServiceResponseException) as refused:
            client(url).list_jobs(v1.ListJobsRequest())
        assert refused.value.status_code == 502
        assert "--sign" in refused.value.error_msg
        assert "0 exchanges" in end(proxy)

        proxy, url = record(emulator.url, tmp_path / "signed", "--sign")
        jobs = client(url).list_jobs(v1.ListJobsRequest())
        assert [j.related_graph for j in jobs.job_list] == ["movies"]
        assert "1 exchange" in end(proxy)

    recorded = (tmp_path / "signed" / "exchanges.jsonl").read_text()
    for secret in ("the-real-key", "the-real-secret", "placeholder", "Signature"):
        assert secret not in recorded
