package diff

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ges-emulator/ges-emulator/cmd/ges-emulator/internal/recording"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
)

// Kind is what differs.
type Kind string

// The kinds.
const (
	Status  Kind = "status"
	Header  Kind = "header"
	Type    Kind = "type"    // of a JSON value, or the body is JSON on one side only
	Null    Kind = "null"    // null on one side
	Absent  Kind = "absent"  // the field is missing on one side
	Count   Kind = "count"   // the number of elements of a list
	Order   Kind = "order"   // the same elements in another order
	Value   Kind = "value"   // two values of one type
	Failure Kind = "failure" // an answer on one side only
)

// Difference is one point in which the emulator's answer is not the recorded one.
type Difference struct {
	Exchange  int       `json:"exchange"`            // the number of the recorded exchange
	At        time.Time `json:"at"`                  // the recorded instant
	Operation string    `json:"operation,omitempty"` // "": none that the emulator knows
	Method    string    `json:"method"`
	URI       string    `json:"uri"` // as it was recorded
	Kind      Kind      `json:"kind"`
	Field     string    `json:"field,omitempty"` // such as jobList[2].status, or a header's name
	Recorded  string    `json:"recorded"`        // as JSON, or «absent»
	Emulator  string    `json:"emulator"`
	Rule      string    `json:"rule,omitempty"` // as the column «probe» of docs/fidelity.md has it; "": none
	Curl      string    `json:"curl"`
	Expired   string    `json:"expired,omitempty"` // why it was left out, until the day that has passed
}

// What is the difference in one line.
func (d Difference) What() string {
	field := ""
	if d.Field != "" {
		field = " " + d.Field
	}
	return fmt.Sprintf("%s%s: recorded %s, emulator %s", d.Kind, field, d.Recorded, d.Emulator)
}

// absent is how a value that is not there is written.
const absent = "absent"

// maxValue is how much of a value is told, in bytes.
const maxValue = 300

// shorten cuts a long value.
func shorten(text string) string {
	if len(text) <= maxValue {
		return text
	}
	return strings.ToValidUTF8(text[:maxValue], "") + "…"
}

// fieldRules are the rules of fields, by the last name of the field in version 1.
var fieldRules = map[string]string{ //nolint:gochecknoglobals // read-only
	"jobCount": "job-count", "jobList": "order", "jobId": "job-id-format", "status": "job-status", "jobType": "job-type", "jobName": "job-name",
	"relatedGraph": "related-graph", "beginTime": "begin-time", "endTime": "end-time-field", "jobDetail": "job-detail-ended", "failReason": "fail-reason",
	"jobProgress": "progress", "vertexsetPath": "detail-lists", "edgesetPath": "detail-lists", "schemaPath": "detail-lists", "log": "detail-entry", "cause": "detail-entry",
	"totalLines": "detail-lines", "failedLines": "detail-lines", "successfulLines": "detail-lines", "path": "detail-path",
	"graphCount": "graphs-list", "graphs": "graphs-order", "actionProgress": "graph-progress", "publicIp": "graph-absent", "masterKeyId": "graph-absent",
	"created": "graph-created", "backupCount": "backups-list", "backupList": "backups-order", "startTimestamp": "backup-timestamps", "endTimestamp": "backup-timestamps",
	"backupMethod": "backup-status", "duration": "backup-numbers", "size": "backup-numbers", "available": "quotas", "edgeVolume": "quotas",
	"errorCode": "error-body", "errorMessage": "error-body", "errCode": "error-body", "externalMessage": "error-body",
}

// rule names the rule that decides the point, as the column «probe» of docs/fidelity.md
// has it; "": none is known.
func rule(d Difference, call recording.Call) string {
	switch {
	case d.Kind == Header && d.Field == "Content-Type":
		return "content-type"
	case d.Kind == Header && d.Field == "Retry-After":
		return "no-retry-after"
	case d.Operation == "":
		return "unknown-path"
	case call.Version == "", d.Kind == Header, d.Kind == Failure, d.Kind == Status:
		return ""
	}
	name := recording.Camel(lastName(d.Field))
	isGraph := strings.Contains(d.Operation, "Graph") && !strings.Contains(d.Operation, "Backup")
	switch {
	case strings.HasPrefix(lastName(d.Field), "error_"):
		if call.Version == ges.V2 {
			return "errors-v2"
		}
		return "error-body"
	case name == "status" && strings.Contains(d.Operation, "Backup"):
		return "backup-status"
	case name == "status" && isGraph && strings.Contains(d.Field, "Path"):
		return "graph-paths"
	case name == "status" && isGraph:
		return "graph-status"
	case name == "status" && strings.Contains(d.Field, "jobDetail"):
		return "detail-status"
	case isGraph && slices.Contains([]string{"schemaPath", "edgesetPath", "vertexsetPath", "path", "jobId"}, name):
		return "graph-paths"
	}
	return fieldRules[name]
}

// curl is a command line that makes the recorded call at an emulator.
func curl(x recording.Exchange) string {
	line := "curl -g -i"
	if x.Method != "GET" {
		line += " -X " + x.Method
	}
	line += " " + quote("http://127.0.0.1:8080"+x.URI)
	if len(x.Request.Header["X-Auth-Token"]) > 0 {
		line += ` -H "X-Auth-Token: $TOKEN"`
	}
	if x.Request.Body == "" {
		return line
	}
	kind := "application/json"
	if given := x.Request.Header["Content-Type"]; len(given) > 0 {
		kind = given[0]
	}
	return line + " -H " + quote("Content-Type: "+kind) + " --data-raw " + quote(x.Request.Body)
}

// quote writes a word of a shell's command line.
func quote(word string) string { return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'" }

// Rules are all rules that a difference can name.
func Rules() []string {
	names := []string{"content-type", "no-retry-after", "unknown-path", "errors-v2", "error-body", "backup-status", "graph-paths", "graph-status", "detail-status"}
	for _, name := range fieldRules {
		names = append(names, name)
	}
	slices.Sort(names)
	return slices.Compact(names)
}
