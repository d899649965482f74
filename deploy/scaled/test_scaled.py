"""Three emulators behind a real nginx and a real Envoy are one: .ci/run scaled.

GES_EMULATOR_BIN names the emulator; nginx and envoy are found on the path.
"""

import collections
import concurrent.futures
import http.client
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import time

import pytest

HERE = pathlib.Path(__file__).parent
SCENARIO = """\
version: 1
auth: {mode: any, users: [{name: me, password: secret, domain: us}]}
projects:
  "*":
    jobs: [{jobName: ImportGraph, relatedGraph: movies, begin: +10s, waiting: 5s, running: 52s}]
"""
LOGIN = {
    "auth": {
        "identity": {
            "methods": ["password"],
            "password": {"user": {"name": "me", "password": "secret", "domain": {"name": "us"}}},
        },
        "scope": {"project": {"id": "p1"}},
    }
}


def call(port, method, path, body=None, headers=None):
    """Makes one call over a connection of its own: the status, the headers and the body."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request(method, path, body and json.dumps(body), headers or {})
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        connection.close()


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Replica:
    """One emulator, which keeps its port and its state when it is started again."""

    def __init__(self, folder, number):
        self.folder, self.name, self.port = folder, f"r{number}", 0
        self.start()

    def start(self):
        self.process = subprocess.Popen(
            [
                os.environ["GES_EMULATOR_BIN"],
                "scenario.yaml",
                *("--addr", f"127.0.0.1:{self.port}", "--replica", self.name, "--state", f"state-{self.name}"),
                *("--log-level", "error", "--exit-on-stdin-eof"),
            ],
            cwd=self.folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        line = self.process.stdout.readline()
        assert line.startswith("listening on http://127.0.0.1:"), line
        self.port = int(line.rsplit(":", 1)[1])

    def end(self, sig):
        self.process.send_signal(sig)
        self.process.wait(20)
        self.process.stdin.close()
        self.process.stdout.close()

    def projects(self):
        _, _, body = call(self.port, "GET", "/_emulator/projects")
        return {p["id"] for p in json.loads(body)["projects"]}


def start_nginx(folder, port, replicas):
    text = (HERE / "nginx.conf").read_text()
    text = text.replace("listen 8080;", f"listen 127.0.0.1:{port};").replace("/tmp/", f"{folder}/")
    for number, replica in enumerate(replicas):
        text = text.replace(f"ges-emulator-{number}:8080", f"127.0.0.1:{replica.port}")
    config = folder / "nginx.conf"
    config.write_text("daemon off;\n" + text)
    return subprocess.Popen(["nginx", "-p", str(folder), "-e", "stderr", "-c", str(config)])


def start_envoy(folder, port, replicas):
    text = (HERE / "envoy.yaml").read_text()
    text = text.replace("address: 0.0.0.0, port_value: 8080", f"address: 127.0.0.1, port_value: {port}")
    for number, replica in enumerate(replicas):
        text = text.replace(f"address: ges-emulator-{number}, port_value: 8080", f"address: 127.0.0.1, port_value: {replica.port}")
    config = folder / "envoy.yaml"
    config.write_text(text)
    return subprocess.Popen(["envoy", "-c", str(config), "--concurrency", "2", "--disable-hot-restart", "--log-level", "warning"])


PROXIES = {"nginx": start_nginx, "envoy": start_envoy}


@pytest.fixture(params=PROXIES)
def service(request, tmp_path):
    """A proxy's port, and the replicas behind it."""
    assert shutil.which(request.param), f"{request.param} is not on the path"
    (tmp_path / "scenario.yaml").write_text(SCENARIO)
    replicas = [Replica(tmp_path, number) for number in (1, 2, 3)]
    port = free_port()
    proxy = PROXIES[request.param](tmp_path, port, replicas)
    try:
        for _ in range(200):
            try:
                if call(port, "GET", "/_emulator/health")[0] == 200:
                    break
            except OSError:
                pass
            assert proxy.poll() is None, "the proxy has ended"
            time.sleep(0.1)
        else:
            pytest.fail("the proxy does not answer")
        yield port, replicas
    finally:
        proxy.terminate()
        proxy.wait(20)
        for replica in replicas:
            if replica.process.poll() is None:
                replica.end(signal.SIGTERM)


def token_of(port):
    status, headers, body = call(port, "POST", "/v3/auth/tokens", LOGIN)
    assert status == 201, body
    return headers["X-Subject-Token"]


def jobs(port, project, token, version="v1.0"):
    return call(port, "GET", f"/{version}/{project}/graphs/jobs", headers={"X-Auth-Token": token})


def test_three_replicas_are_one_service(service):
    port, replicas = service
    ids = [f"p{number}" for number in range(1000)]

    def advance(project):
        return call(port, "POST", f"/_emulator/projects/{project}/clock/advance", {"by": "12s"})[0]

    def change(project):
        # The fault shows whose project it is: it has the project's id in its answer.
        fault = {"name": "mine", "when": {"calls": "2-"}, "reply": {"status": 503, "body": project}}
        return call(port, "POST", f"/_emulator/projects/{project}/faults", fault)[0]

    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        assert set(pool.map(advance, ids)) == {200}
        assert set(pool.map(change, ids)) == {201}

    # Each project is in one replica, and they are spread evenly.
    homes = [replica.projects() for replica in replicas]
    assert sum(map(len, homes)) == len(ids) and set.union(*homes) == set(ids)
    for home in homes:
        assert 0.8 * len(ids) / 3 <= len(home) <= 1.2 * len(ids) / 3, [len(h) for h in homes]

    # A token of any replica is taken by all: of the first call of each project, which sees the job.
    tokens = [token_of(port) for _ in range(6)]
    home_of_p1 = next(home for home in homes if "p1" in home)
    assert len(set(tokens)) == len(tokens)
    issuers = collections.Counter()
    for token in tokens:
        status, _, body = jobs(port, "p1", token, "v1.0" if not issuers else "v2")
        issuers[status] += 1
        assert status in (200, 503), body
    assert issuers == {200: 1, 503: 5}, "the fault hits every call but the first"
    assert [replica.projects() for replica in replicas] == homes, "a login begins no project"
    assert "p1" in home_of_p1

    # A base URL that ends in a slash, and an id with escapes, lead to no other home.
    for project in ids[:30]:
        for path in (f"//v1.0/{project}/graphs", f"//_emulator/projects/{project}/clock", f"/v2/%70{project[1:]}/graphs"):
            status, _, body = call(port, "GET", path, headers={"X-Auth-Token": tokens[0]})
            assert status in (200, 400, 403, 404, 503), body
    assert [replica.projects() for replica in replicas] == homes, "another spelling begins no project elsewhere"

    # One is killed: its projects are 502, all others go on.
    down = replicas[1]
    before = {project: call(port, "GET", f"/_emulator/projects/{project}/snapshot")[2] for project in sorted(homes[1])[:20]}
    down.end(signal.SIGKILL)

    def look(project):
        return call(port, "GET", f"/_emulator/projects/{project}/clock")[0]

    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        for index, home in enumerate(homes):
            want = {502} if index == 1 else {200}
            assert set(pool.map(look, sorted(home))) == want, f"replica {index + 1}"
    assert [replicas[0].projects(), replicas[2].projects()] == [homes[0], homes[2]], "none began afresh elsewhere"
    for _ in range(6):
        token_of(port)  # any other replica logs in

    # Started again with its state it answers the same bytes.
    down.start()
    for project, snapshot in before.items():
        for _ in range(50):  # a proxy may rest before it connects again
            status, _, body = call(port, "GET", f"/_emulator/projects/{project}/snapshot")
            if status == 200:
                break
            time.sleep(0.1)
        assert body == snapshot, project


def test_all_projects_and_events(service):
    port, replicas = service
    status, _, body = call(port, "POST", "/_emulator/projects/*/clock/advance", {"by": "1s"})
    assert status == 409 and b"--replicas" in body, body
    for project in ("a", "b", "c", "d", "e"):
        assert call(port, "GET", f"/_emulator/projects/{project}/clock")[0] == 200
    urls = [f"http://127.0.0.1:{replica.port}" for replica in replicas]
    done = subprocess.run(
        [os.environ["GES_EMULATOR_BIN"], "advance", "*", "20s", "--replicas", ",".join(urls)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert [line for line in done.stdout.splitlines() if line.startswith("http")] == urls
    for project in ("a", "e", "later"):
        now = json.loads(call(port, "GET", f"/_emulator/projects/{project}/clock")[2])["now"]
        assert now == "2018-12-17T12:55:20", project
    _, headers, _ = call(port, "GET", "/v1.0/a/graphs/jobs")
    assert headers["Date"] == "Mon, 17 Dec 2018 12:55:20 GMT", "the date is virtual"

    # Events come while they happen, not when the stream ends.
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", "/_emulator/projects/a/events")
    stream = connection.getresponse()
    assert stream.status == 200
    assert call(port, "POST", "/_emulator/projects/a/clock/advance", {"by": "1h"})[0] == 200
    text = b""
    while not re.search(rb'"to":"success"', text):
        text += stream.readline()
    connection.close()
