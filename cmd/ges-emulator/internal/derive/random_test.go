package derive_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/cmd/ges-emulator/internal/recording/recordingtest"
	"github.com/ges-emulator/ges-emulator/emulator"
	"github.com/ges-emulator/ges-emulator/emulator/fake"
)

// draws are random numbers that are the same in every run.
type draws struct {
	key   fake.Key
	count int
}

// below draws a number from 0 to n-1.
func (d *draws) below(n int) int {
	d.count++
	return int(uint64(d.key.Nth(d.count)) % uint64(n))
}

func (d *draws) one(list ...string) string { return list[d.below(len(list))] }

// randomScenario is a scenario of a few jobs, with faults, rules and switches.
func randomScenario(d *draws) string {
	var b strings.Builder
	fmt.Fprintf(&b, "version: 1\nseed: %d\ncompat: {order: %s, queuedStatus: %s, progress: %s, errorBody: %s}\nprojects:\n  \"*\":\n    jobs:\n", 1+d.below(1000),
		d.one("oldest-first", "newest-first"), d.one("waiting", "pending"), d.one("zero", "zero", "elapsed"), d.one("errorMessage", "errCode", "error_code"))
	for range 1 + d.below(8) {
		name := d.one("ImportGraph", "ExportGraph", "StopGraph", "StartGraph", "CreateBackup", "ClearGraph", "UpgradeGraph")
		fmt.Fprintf(&b, "      - {jobName: %s, relatedGraph: %s, begin: %+ds, waiting: %dms, running: %dms, outcome: %s}\n",
			name, d.one("movies", "people", "orders"), d.below(200)-100, d.below(3)*d.below(20_000), 1000+d.below(90_000), d.one("success", "success", "failed"))
	}
	if d.below(2) == 0 {
		fmt.Fprintf(&b, "    generate: [{count: %d, begin: {from: -2d, to: +1m}, failed: 0.3}]\n", 1+d.below(30))
	}
	if d.below(3) == 0 {
		fmt.Fprintf(&b, "faults:\n  - {name: f, operations: [%s], when: {calls: %s}, %s}\n", d.one("ListJobs", "Read", "Write"), d.one("2", `"every 3"`, "[1, 4]", `"2-4"`),
			d.one("reply: {errorCode: GES.9999}", "reply: {errorCode: APIGW.0308, headers: {Retry-After: \"1\"}}", "connection: close", "connection: reset", "connection: truncate", "reply: {status: 503, body: \"<html>busy</html>\"}"))
	}
	if d.below(2) == 0 {
		fmt.Fprintf(&b, "submitRules: [{when: {calls: %s}, waiting: {from: 0s, to: 9s}, running: {from: 5s, to: 1m}, outcome: %s}]\n", d.one("1", `"2-"`, `"every 2"`), d.one("success", "failed", "partiallyFailed"))
	}
	return b.String()
}

// randomCall makes a call that a client could make.
func randomCall(d *draws, u *recordingtest.Upstream) {
	switch d.below(10) {
	case 0:
		u.Call("GET", fmt.Sprintf("/v1.0/p1/graphs/jobs?offset=%d&limit=%d", d.below(5), 1+d.below(4)), "")
	case 1:
		u.Call("GET", "/v1.0/p1/graphs/jobs?limit=100&graphName="+d.one("movies", "people"), "")
	case 2:
		u.Call("GET", "/v1.0/p1/graphs/jobs?limit=100&status="+d.one("running", "success", "nothing"), "")
	case 3:
		u.Call("GET", d.one("/v1.0", "/v2")+"/p1/graphs?limit=100", "")
	case 4:
		u.Call("GET", "/v2/p1/graphs/backups?limit=100", "")
	case 5:
		u.Call("POST", "/v1.0/p1/graphs", fmt.Sprintf(`{"graph":{"name":"graph_%d","graphSizeTypeIndex":"1","vpcId":"v","subnetId":"s","securityGroupId":"g"}}`, d.below(4)))
	default:
		u.Call("GET", d.one("/v1.0", "/v2")+"/p1/graphs/jobs?limit=100", "")
	}
}

// Whatever a client saw of two hundred random scenarios, the derived one answers.
func TestRandomScenarios(t *testing.T) {
	t.Parallel()
	calls, faulty := 0, 0
	for i := range 200 {
		d := &draws{key: fake.NewKey(int64(i)).For("random scenario")}
		text := randomScenario(d)
		u := recordingtest.New(t, d.below(2) == 0, emulator.WithScenarioYAML("random.yaml", []byte(text)))
		for range 10 + d.below(10) {
			u.Project.Advance(time.Duration(d.below(20)) * time.Second)
			randomCall(d, u)
		}
		result := scenarioOf(t, u)
		calls, faulty = calls+result.Exchanges, faulty+result.Faulty
		if t.Failed() {
			t.Fatalf("scenario %d:\n%s", i, text)
		}
	}
	t.Logf("%d calls, %d answered by a fault", calls, faulty)
}
