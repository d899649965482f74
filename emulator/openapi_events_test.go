package emulator_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/ges-emulator/ges-emulator/emulator"
	"github.com/ges-emulator/ges-emulator/emulator/control"
	"github.com/ges-emulator/ges-emulator/emulator/events"
	"github.com/ges-emulator/ges-emulator/scenarios"
)

const eventsPath = "/_emulator/projects/{p}/events"

// eventSchemas are the schemas of the data of events, by kind, as the answer of
// the call names them.
func eventSchemas(t *testing.T, c contract) map[string]*openapi3.Schema {
	t.Helper()
	answer := c.document.Paths.Value(eventsPath).Get.Responses.Status(http.StatusOK).Value.Content["text/event-stream"]
	named, ok := answer.Extensions["x-data"].(map[string]any)
	if !ok {
		t.Fatalf("x-data is %v", answer.Extensions["x-data"])
	}
	schemas := map[string]*openapi3.Schema{}
	for kind, ref := range named {
		schema := c.document.Components.Schemas[strings.TrimPrefix(fmt.Sprint(ref), "#/components/schemas/")]
		if schema == nil {
			t.Fatalf("%s: there is no %s", kind, ref)
		}
		schemas[kind] = schema.Value
	}
	return schemas
}

func TestEventsAndDocumentAgree(t *testing.T) {
	c := readContract(t, control.OpenAPI)
	var documented, kinds, why []string
	for kind := range eventSchemas(t, c) {
		documented = append(documented, kind)
	}
	for _, kind := range events.Kinds() {
		kinds = append(kinds, string(kind))
	}
	wantSameEntries(t, "kinds of events", kinds, documented)
	for _, w := range []events.Reason{events.ByReset, events.ByScenario, events.BySnapshot, events.ByUndo, events.Forgotten} {
		why = append(why, string(w))
	}
	wantSameEntries(t, "why a world begins anew", why, c.enum("ResetEvent", "why"))
}

// eventBlock is an event as it comes; a missed has no id.
var eventBlock = regexp.MustCompile(`^(?:id: ([1-9]\d*)\n)?event: ([a-z]+)\ndata: ({.*})\n$`)

// checkEvent says how an event departs from the document.
func checkEvent(schemas map[string]*openapi3.Schema, text string) error {
	m := eventBlock.FindStringSubmatch(text)
	if len(m) == 0 || (m[1] == "") != (m[2] == string(events.Missed)) {
		return fmt.Errorf("it is no event: %q", text)
	}
	schema := schemas[m[2]]
	if schema == nil {
		return fmt.Errorf("%s is no kind of event", m[2])
	}
	var data any
	if err := json.NewDecoder(bytes.NewReader([]byte(m[3]))).Decode(&data); err != nil {
		return err
	}
	return schema.VisitJSON(data, openapi3.EnableFormatValidation())
}

// TestEveryEventFitsTheDocument takes a project of each scenario through its
// time, there and back.
func TestEveryEventFitsTheDocument(t *testing.T) {
	c := readContract(t, control.OpenAPI)
	schemas := eventSchemas(t, c)
	seen := map[string]int{}
	for _, name := range scenarios.Names() {
		synctest.Test(t, func(t *testing.T) { // its timers are none of the machine's
			e := newEmulator(t, emulator.WithScenario(name))
			one, all := follow(t, portless(e), "http://ges", "p1/events"), follow(t, portless(e), "http://ges", "*/events")
			for range 12 {
				request(t, e, "GET "+listPath+"?limit=1", "X-Auth-Token: any")
				request(t, e, `POST /_emulator/projects/p1/clock/advance {"to":"next"}`)
			}
			for _, call := range []string{
				`POST /_emulator/projects/p1/clock/advance {"to":"end"}`, `POST /_emulator/projects/p1/clock/advance {"to":"1970-01-01T00:00:00"}`,
				`PATCH /_emulator/projects/p1/clock {"now":"2019-04-01T00:00:00.5","mode":"stepped"}`, "GET " + listPath + "?limit=0", "GET " + listPath,
				`POST /_emulator/projects/p1/graphs {"name":"added"}`, `POST /_emulator/projects/p1/clock/advance {"by":"-1s"}`,
				`POST /_emulator/projects/p1/jobs {"jobName":"ExportGraph","relatedGraph":"g"}`, "POST /_emulator/projects/p1/reset", "POST /_emulator/projects/p1/undo",
				"GET /v1.0/p2/graphs/jobs",
				`PUT /_emulator/projects/p1/scenario {"version":1,"projects":{"*":{}}}`, "DELETE /_emulator/projects/p1",
			} {
				request(t, e, call)
			}
			again := follow(t, portless(e), "http://ges", "*/events?since=0")
			for _, events := range []*stream{one, all, again} {
				for text := ""; !strings.Contains(text, `"why":"forgotten"`); {
					text = events.next()
					if err := checkEvent(schemas, text); err != nil {
						t.Fatalf("%s: %v\n%s", name, err, text)
					}
					seen[eventBlock.FindStringSubmatch(text)[2]]++
				}
				events.close()
			}
		})
	}
	if len(seen) != len(schemas) {
		t.Errorf("of %d kinds it has seen %v", len(schemas), seen)
	}
}

func TestEventErrorsFitTheDocument(t *testing.T) {
	c := readContract(t, control.OpenAPI)
	e := newEmulator(t, emulator.WithScenarioYAML("eventful.yaml", []byte("version: 1\nprojects: {own: {}}")))
	for target, status := range map[string]int{
		"/_emulator/projects/own/events?since=x": http.StatusBadRequest, "/_emulator/projects/*/events?since=-1": http.StatusBadRequest,
		"/_emulator/projects/a.b/events": http.StatusBadRequest, "/_emulator/projects/p1/events": http.StatusNotFound,
	} {
		checkControl(t, c, e, http.MethodGet, target, "", status)
	}
	checkControl(t, c, e, http.MethodPost, "/_emulator/projects/own/events", "", http.StatusMethodNotAllowed)
}

func TestWrongEventsDoNotFitTheDocument(t *testing.T) {
	schemas := eventSchemas(t, readContract(t, control.OpenAPI))
	for _, text := range strings.SplitAfter(strings.ReplaceAll(lived, "\nid: ", "\n\x00id: "), "\x00") {
		text = strings.TrimSuffix(text, "\x00")
		if err := checkEvent(schemas, text); err != nil {
			t.Errorf("%s is refused: %v", text, err)
		}
		for name, wrong := range map[string]string{
			"no id":             regexp.MustCompile(`^id: .*\n`).ReplaceAllString(text, ""),
			"no project":        strings.Replace(text, `"project":"p1",`, "", 1),
			"another project":   strings.Replace(text, `"project":"p1",`, `"project":"*",`, 1),
			"a field more":      strings.Replace(text, "}\n", `,"ms":1}`+"\n", 1),
			"a time with zone":  regexp.MustCompile(`(T\d\d:\d\d:\d\d)"`).ReplaceAllString(text, `${1}Z"`),
			"numbers as texts":  regexp.MustCompile(`"call":(\d+)`).ReplaceAllString(text, `"call":"$1"`),
			"an unknown kind":   regexp.MustCompile("event: .*").ReplaceAllString(text, "event: jobs"),
			"null for what is":  regexp.MustCompile(`"(at|to|operation|mode|why|now)":"[^"]*"`).ReplaceAllString(text, `"$1":7`),
			"data in two lines": strings.Replace(text, `,"`, ",\ndata: \"", 1),
		} {
			if wrong != text && checkEvent(schemas, wrong) == nil {
				t.Errorf("%s: %s is let through", name, wrong)
			}
		}
	}
	for _, wrong := range []string{"id: 1\nevent: missed\ndata: {\"count\":1}\n", "event: missed\ndata: {\"count\":0}\n", "event: missed\ndata: {}\n"} {
		if checkEvent(schemas, wrong) == nil {
			t.Errorf("%q is let through", wrong)
		}
	}
}

// docs/events.md has a row for each kind, with the fields of its data in the
// document's order, and events that fit.
func TestEventsPageIsRight(t *testing.T) {
	page, err := os.ReadFile(filepath.Join("..", "docs", "events.md"))
	if err != nil {
		t.Fatal(err)
	}
	schemas := eventSchemas(t, readContract(t, control.OpenAPI))
	var rows, want []string
	for _, row := range regexp.MustCompile("(?m)^\\| `([a-z]+)` \\| ([^|]*) \\|").FindAllStringSubmatch(string(page), -1) {
		rows = append(rows, row[1]+": "+row[2])
	}
	for kind, schema := range schemas {
		want = append(want, kind+": `"+strings.Join(schema.Required, "`, `")+"`")
	}
	wantSameEntries(t, "the kinds of docs/events.md", rows, want)
	samples := regexp.MustCompile(`    (id: .*\n)    (event: .*\n)    (data: .*\n)`).FindAllStringSubmatch(string(page), -1)
	for _, s := range samples {
		if err := checkEvent(schemas, s[1]+s[2]+s[3]); err != nil {
			t.Errorf("%q: %v", s[0], err)
		}
	}
	if len(samples) == 0 {
		t.Error("the page shows no event")
	}
}
