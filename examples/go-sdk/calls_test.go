package gosdk_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/config"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/sdkerr"

	"github.com/ges-emulator/ges-emulator/emulator"
	gosdk "github.com/ges-emulator/ges-emulator/examples/go-sdk"
	"github.com/ges-emulator/ges-emulator/examples/go-sdk/internal/answers"
)

// ready is a world in which each call of the SDK succeeds, with a graph that runs and
// one that is stopped, and all that the service can show about graphs.
const ready = `
version: 1
projects:
  "*":
    graphs:
      - id: running
        name: movies
        publicIp: 100.64.1.2
        encrypted: true
        masterKeyId: key-1
        masterKeyName: ges/default
        sys_tags: ["0"]
        tags: [{key: team, value: graphs}]
        vertex_id_type: {id_type: fixedLengthString, id_length: 20}
        origin_graph_size_type_index: "0"
        expand_time: 2018-12-16T12:55:00
        resize_time: 2018-12-16T12:55:00
        capacity_ratio: 3
        sort_key_type: int
        backups: [{id: backup, name: movies-1, created: -3d}]
      - {id: unbound, name: books}
      - {id: stopped, name: archive, status: stopped}
    jobs:
      - jobName: ImportGraph
        relatedGraph: movies
        jobId: import
        begin: -1h
        outcome: partiallyFailed
        failReason: some lines were rejected
        jobDetail:
          schemaPath: [{path: bucket/schema.xml, log: bucket/log, cause: none, totalLines: 4, failedLines: 0, successfulLines: 4}]
          vertexsetPath: [{path: bucket/v.csv, log: bucket/log, cause: none, totalLines: 4, failedLines: 0, successfulLines: 4}]
          edgesetPath: [{path: bucket/e.csv, log: bucket/log, cause: no such vertex, totalLines: 5, failedLines: 1, successfulLines: 4}]
      - {jobName: CreateGraph, relatedGraph: growing, begin: -10s, running: 100s}
`

// notEmulated is the calls that are answered 501.
var notEmulated = []string{
	"CreateMetadata", "DeleteMetadata", "ListGraphMetadatas", "ListMetadatas", "ShowMetadata", "UploadFromObs",
	"ShowBackupDownloadLink", "ListScenes", "RegisterScenes", "DeregisterScenes",
}

// values is what requests are filled with, by the end of the path of a field. What is
// not required and not here is left out.
func values(operation string) map[string]any {
	graph := map[string]string{"StartGraph": "stopped", "AttachEip": "unbound"}[operation]
	if graph == "" {
		graph = "running"
	}
	return map[string]any{
		"graphid": graph, "jobid": "import", "backupid": "backup", "metadataid": "metadata", "graphbackupid": nil,
		"actionid": map[string]string{
			"AttachEip": "bindEip", "DetachEip": "unbindEip", "ClearGraph": "clear-graph", "ExportGraph": "export-graph", "ImportGraph": "import-graph",
			"RestartGraph": "restart", "StartGraph": "start", "StopGraph": "stop", "UpgradeGraph": "upgrade",
		}[operation],
		"name": "reviews", "graphsizetypeindex": "2", "cryptalgorithm": "generalCipher", "replication": replication{3},
		"upgradeversion": "99.0.0",
	}
}

// replication is a number that one version of the API has as a text.
type replication struct{ n int }

// fill fills the required fields of a request, and the body.
func fill(v reflect.Value, name string, values map[string]any) {
	given := values[strings.ToLower(name)]
	switch {
	case reflect.PointerTo(v.Type()).Implements(reflect.TypeFor[json.Unmarshaler]()): // one of the SDK's enumerations
		text, _ := json.Marshal(given)
		if err := json.Unmarshal(text, v.Addr().Interface()); err != nil {
			panic(err)
		}
	case v.Kind() == reflect.Pointer && v.Type().Elem().Kind() == reflect.Struct && slices.Contains([]string{"Body", "Graph", "Resize", "Expand"}, name):
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), name, values)
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i), v.Type().Field(i).Name, values)
		}
	case v.Kind() == reflect.String:
		v.SetString("any")
		if s, ok := given.(string); ok {
			v.SetString(s)
		}
		if _, ok := given.(replication); ok {
			v.SetString("3")
		}
	case v.Kind() == reflect.Int32:
		v.SetInt(3)
	}
}

// version is a version of the SDK's client, and how many calls it has.
type version struct {
	calls, emulated int
	connect         func(endpoint string, account gosdk.Account, options ...gosdk.Option) (any, error)
}

func versions() map[string]version {
	return map[string]version{
		"v1": {27, 22, func(e string, a gosdk.Account, o ...gosdk.Option) (any, error) { return gosdk.NewClient(e, a, o...) }},
		"v2": {34, 25, func(e string, a gosdk.Account, o ...gosdk.Option) (any, error) { return gosdk.NewClientV2(e, a, o...) }},
	}
}

// callAll makes every call of a version, each in a project of its own, and hands its
// answer or its error to a function.
func callAll(t *testing.T, v version, see func(operation string, answer any, body []byte, err error)) (calls int) {
	t.Helper()
	server := emulator.Start(t, emulator.WithScenarioYAML("ready.yaml", []byte(ready)), emulator.WithNoViolations(t))
	recorder := &answers.Recorder{Next: server.Transport()}
	record := func(c *config.HttpConfig) { c.WithHttpRoundTripper(recorder) }
	methods := reflect.TypeOf(must(v.connect(server.URL, gosdk.Account{ProjectID: "any", AccessKey: "ak", SecretKey: "sk"})))
	for i := range methods.NumMethod() {
		method := methods.Method(i)
		if method.Type.NumIn() != 2 || method.Type.NumOut() != 2 {
			continue // an invoker of the call
		}
		calls++
		client := must(v.connect(server.URL, gosdk.Account{ProjectID: method.Name, AccessKey: "ak", SecretKey: "sk"}, record))
		request := reflect.New(method.Type.In(1).Elem())
		operation := strings.TrimSuffix(method.Name, "2")
		fill(request.Elem(), "", values(operation))
		out := reflect.ValueOf(client).MethodByName(method.Name).Call([]reflect.Value{request})
		err, _ := out[1].Interface().(error)
		see(method.Name, out[0].Interface(), recorder.Body, err)
	}
	return calls
}

func must(client any, err error) any {
	if err != nil {
		panic(err)
	}
	return client
}

// Every call of both versions is answered, or not emulated by its name.
func TestEveryCall(t *testing.T) {
	for name, v := range versions() {
		t.Run(name, func(t *testing.T) {
			emulated := 0
			calls := callAll(t, v, func(operation string, _ any, _ []byte, err error) {
				if !slices.Contains(notEmulated, strings.TrimSuffix(operation, "2")) {
					emulated++
					if err != nil {
						t.Errorf("%s: %v", operation, err)
					}
					return
				}
				var response *sdkerr.ServiceResponseError
				if !errors.As(err, &response) || response.StatusCode != http.StatusNotImplemented ||
					response.ErrorCode != "EMULATOR.NotImplemented" || !strings.Contains(response.ErrorMessage, " "+operation+" (") {
					t.Errorf("%s: %v, want 501 EMULATOR.NotImplemented with its name", operation, err)
				}
			})
			if calls != v.calls || emulated != v.emulated {
				t.Errorf("%d calls, %d of them emulated; want %d, %d", calls, emulated, v.calls, v.emulated)
			}
		})
	}
}

// What the SDK makes of the answer to each call is what came, and nothing is lost but
// what is listed here.
func TestAnswersFitTheModels(t *testing.T) {
	for name, v := range versions() {
		t.Run(name, func(t *testing.T) {
			var c answers.Comparison
			callAll(t, v, func(_ string, answer any, body []byte, err error) {
				if err == nil {
					c.Compare(answer, body)
				}
			})
			for _, d := range c.Differences {
				t.Error(d)
			}
			if got, want := c.Unknown(), unknown[name]; !slices.Equal(got, want) {
				t.Errorf("the models lack %q, want %q", got, want)
			}
			absent := slices.DeleteFunc(c.Absent(), func(key string) bool { // in failures only
				return strings.HasSuffix(key, ".errorCode") || strings.HasSuffix(key, ".errorMessage")
			})
			if want := neverSet[name]; !slices.Equal(absent, want) {
				t.Errorf("the answers lack %q, want %q", absent, want)
			}
		})
	}
}

// unknown is the keys of answers that the SDK's models do not have.
var unknown = map[string][]string{
	"v1": {
		"CreateBackup.backupId",                                 // on newer pages of the vendor's
		"ListJobs.jobList[].jobDetail.schemaPath[].failedLines", // these only if a scenario gives them
		"ListJobs.jobList[].jobDetail.schemaPath[].successfulLines",
		"ListJobs.jobList[].jobDetail.schemaPath[].totalLines",
		"ShowJob.jobDetail.schemaPath[].failedLines",
		"ShowJob.jobDetail.schemaPath[].successfulLines",
		"ShowJob.jobDetail.schemaPath[].totalLines",
	},
	"v2": {"CreateBackup2.backup_id", "ImportBackup2.backup_id"}, // needed by the vendor's Terraform provider
}

// neverSet is the keys of the models that no answer to these calls has.
var neverSet = map[string][]string{
	"v1": {"ShowGraph.graph.actionProgress"}, // only while a graph is being created
	"v2": {"ShowGraph2.graph.action_progress"},
}
