package emulator_test

import (
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator"
)

// sharedWorld has dice, a limit and a numbered call for all of its projects.
const sharedWorld = `
version: 1
name: shared
projects:
  '*':
    jobs:
      - {jobId: import, jobName: ImportGraph, relatedGraph: movies, begin: 20s, waiting: 5s, running: 40s, outcome: partiallyFailed}
      - {jobId: export, jobName: ExportGraph, relatedGraph: movies, begin: -1m, running: forever}
    generate:
      - {count: 40, relatedGraph: 3, begin: {from: -10m, to: 10m}, waiting: {from: 0s, to: 30s}, failed: 0.2}
faults:
  - {name: sixth, when: {calls: 6}, reply: {errorCode: APIGW.0613, headers: {Retry-After: '3600'}}}
  - {name: tails, when: {chance: 0.2}, reply: {errorCode: GES.9999}}
  - {name: throttled, limit: {calls: 9, per: 1m}}
`

// isolatedScript is what happens to one project of many: calls of its clients,
// and all that the control API can do to it. LIST and P are its paths.
func isolatedScript(i int) []string {
	polls := func(n int) []string { return slices.Repeat([]string{"GET LIST?graphName=movies&status=running"}, n) }
	when := func(yes bool, calls ...string) []string {
		if yes {
			return calls
		}
		return nil
	}
	return slices.Concat(
		[]string{"GET LIST", "GET LIST?offset=10&limit=10", "GET LIST?limit=0", fmt.Sprintf("GET LIST?lmit=%d", i), "DELETE LIST"},
		when(i%2 == 0, fmt.Sprintf(`PATCH P/clock {"mode":"stepped","step":"%ds"}`, 1+i%5)),
		when(i%2 == 1, fmt.Sprintf(`POST P/clock/advance {"by":"%ds"}`, i), `POST P/clock/advance {"to":"next"}`),
		polls(3),
		[]string{
			fmt.Sprintf(`POST P/faults {"name":"coin","when":{"chance":0.%d},"reply":{"errorCode":"GES.9999","errorMessage":"coin %d"}}`, 1+i%9, i),
			fmt.Sprintf(`POST P/faults {"name":"some","when":{"calls":"%d-%d"},"stale":"30s"}`, 1+i%4, 3+i%6),
			fmt.Sprintf(`POST P/faults {"name":"limit","limit":{"calls":%d,"per":"%ds"}}`, 1+i%7, 10+i),
			fmt.Sprintf(`POST P/jobs {"jobId":"own","jobName":"StopGraph","relatedGraph":"g%d","running":"%ds"}`, i, 5+i),
			`POST P/jobs {"jobName":"ImportGraph","relatedGraph":"movies","begin":"+15s"}`,
		},
		polls(4),
		when(i%3 == 0, `PATCH P/jobs/own {"outcome":"failed","failReason":"no","endAt":"now"}`, "DELETE P/jobs/export"),
		when(i%3 == 1, `PATCH P/jobs/import {"outcome":"failed","endAt":"+7s"}`, "DELETE P/faults/limit"),
		when(i%4 == 0, fmt.Sprintf(`PUT P/scenario {"version":1,"name":"of %d","seed":%d,"compat":{"errorBody":"errCode","order":"newest-first"},`+
			`"projects":{"*":{"generate":[{"count":%d}]}},"faults":[{"name":"half","when":{"chance":0.5},"reply":{"errorCode":"GES.9999"}}]}`, i, i, 5+i%20)),
		when(i%5 == 0, "POST P/reset"),
		when(i%9 == 0, "DELETE P"),
		polls(4),
		[]string{`POST P/clock/advance {"to":"end"}`, "GET LIST?limit=100", `POST P/clock/advance {"by":"-2m"}`, "GET LIST?status=waiting"},
		when(i%6 == 0, "DELETE P/requests", "GET LIST"),
		[]string{
			"GET P/clock", "GET P/jobs", "GET P/faults", "GET P/timeline", "GET P/requests", "GET P/polling", "GET P/violations", "GET P/coverage",
			"GET P/verify?stopsAfterEnd=true&maxAtOnce=2", "GET P/snapshot",
		},
	)
}

// realTimes are those of the journal, of pollers' gaps and of when a scenario was
// read.
var realTimes = regexp.MustCompile(`"real":("[^"]*"|\{[^}]*\})|"(ms|loaded)":[^,}]+`)

// isolated runs the script of a project and gives all that it sees: status,
// headers and body of each answer, without what is of real time.
func isolated(client *http.Client, url string, i int) ([]string, error) {
	var seen []string
	for n, call := range isolatedScript(i) {
		method, rest, _ := strings.Cut(call, " ")
		target, body, _ := strings.Cut(rest, " ")
		paths := strings.NewReplacer("LIST", fmt.Sprintf("/v1.0/tenant%d/graphs/jobs", i), "P", fmt.Sprintf("/_emulator/projects/tenant%d", i))
		r, err := http.NewRequest(method, url+paths.Replace(target), strings.NewReader(body))
		if err != nil {
			return nil, err
		}
		r.Host = "ges.localhost" // the journal shows it
		r.Header.Set("User-Agent", fmt.Sprint("client of ", i))
		r.Header.Set("X-Auth-Token", fmt.Sprint("token ", n/4%2))
		resp, err := client.Do(r)
		if err != nil {
			return nil, err
		}
		answer, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if err != nil {
			return nil, err
		}
		if strings.HasPrefix(r.URL.Path, "/_emulator") {
			resp.Header.Del("Date") // real, and so is what the length counts
			resp.Header.Del("Content-Length")
		}
		seen = append(seen, fmt.Sprintf("%s %s\n%d %v\n%s", method, r.URL.Path, resp.StatusCode, resp.Header, realTimes.ReplaceAll(answer, []byte(`"real"`))))
	}
	return seen, nil
}

// 200 projects live on one server at the same time, each with its own time,
// jobs, faults and for some their own scenario. Each sees to the byte what it
// sees alone on a server.
func TestProjectsAreIsolated(t *testing.T) {
	const projects = 200
	world := emulator.WithScenarioYAML("shared.yaml", []byte(sharedWorld))
	shared := emulator.Start(t, world)
	// As that of net/http, it gives idle connections up before the server does, and so
	// never sends a request on one that is being closed.
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: projects, IdleConnTimeout: 90 * time.Second}}
	t.Cleanup(client.CloseIdleConnections)
	var together, alone [projects][]string
	run := func(seen *[projects][]string, url func() string) {
		t.Helper()
		var (
			errs [projects]error
			wg   sync.WaitGroup
		)
		for i := range projects {
			wg.Go(func() { seen[i], errs[i] = isolated(client, url(), i) })
		}
		wg.Wait()
		for i, err := range errs {
			if err != nil {
				t.Fatalf("project %d: %v", i, err)
			}
		}
	}
	run(&together, func() string { return shared.URL })
	run(&alone, func() string { return emulator.Start(t, world).URL })

	hits := map[string]bool{}
	for i := range projects {
		for n, want := range alone[i] {
			if got := together[i][n]; got != want {
				at := 0
				for at < min(len(got), len(want)) && got[at] == want[at] {
					at++
				}
				from := max(0, at-200)
				t.Errorf("project %d, call %d, from byte %d on, among others: %.400q\nalone: %.400q", i, n+1, from, got[from:], want[from:])
				break
			}
			_, answer, _ := strings.Cut(want, "\n")
			hits[answer[:3]] = true
		}
	}
	for _, status := range []string{"200", "201", "204", "400", "404", "409", "429", "503"} {
		if !hits[status] {
			t.Errorf("no call was answered %s: the scripts do too little", status)
		}
	}
}
