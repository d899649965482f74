package emulator_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/ges-emulator/ges-emulator/emulator"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
)

// errorAnswer is an error with which the emulator answers by itself, without a fault, and
// a call that shows it. docs/error-codes.md lists them.
type errorAnswer struct {
	code    string // "": the status is the code, as of the identity service
	status  int
	message string // with which the answer's begins; "": the table's
	when    string

	options []emulator.Option
	before  string // a call before it; "": none
	call    string // "METHOD path [body]"; "": no call can show it, see gesapi/recover_test.go
	body    io.Reader
	headers []string
}

func withYAML(text string) emulator.Option {
	return emulator.WithScenarioYAML("answers.yaml", []byte("version: 1\n"+text))
}

// errorAnswers lists the errors of the calls of the service.
func errorAnswers() []errorAnswer {
	const any, listJobs = "projects: {\"*\": {}}\n", "GET " + listPath
	signed := []string{"Authorization: SDK-HMAC-SHA256 Access=AK, SignedHeaders=x-sdk-date, Signature=" + strings.Repeat("0", 64), "X-Sdk-Date: 20181217T125500Z"}
	withKeys := []emulator.Option{withYAML(any + "auth: {mode: signature, clock: virtual, keys: [{access: AK, secret: SK}]}")}
	return []errorAnswer{
		{code: ges.IncorrectParameter, status: 400, message: "Incorrect parameter. limit: ", when: "a project id or a value of a parameter that is not allowed",
			call: listJobs + "?limit=0"},
		{code: ges.IncorrectParameter, status: 400, message: "Incorrect parameter. ", when: "with `--strict`, each [violation](violations.md) of severity error",
			options: []emulator.Option{emulator.WithStrict()}, call: listJobs + "?limt=1"},
		{code: ges.ResourceNotFound, status: 404, when: "a project that the scenario does not have, and no `\"*\"`; in the gateway's shape",
			options: []emulator.Option{withYAML("projects: {other: {}}")}, call: listJobs},
		{code: ges.NoSuchJob, status: 400, message: "can not find job, jobId is ", when: "`ShowJob`: a job that does not exist, or has not begun",
			call: "GET /v1.0/p1/graphs/g/jobs/none/status"},
		{code: ges.InternalError, status: 500, message: "internal error", when: "a bug in the emulator"},
		{code: ges.InternalError, status: 503, message: "The emulator holds as many projects as it may.", when: "as many projects as `--max-projects` allows are in use",
			options: []emulator.Option{emulator.WithMaxProjects(1)}, before: "GET /v1.0/other/graphs/jobs", call: listJobs},
		{code: ges.NoSuchAPI, status: 404, when: "a path, a method or an `action_id` that is no operation of the vendor's; operations of the identity service that are not emulated",
			call: "GET /v1.0/p1/nothing"},
		{code: ges.BadRequest, status: 400, when: "a signed body that cannot be read to its end",
			options: withKeys, call: listJobs, body: iotest.ErrReader(errors.New("broken off")), headers: signed},
		{code: ges.BadRequest, status: 413, message: "Request entity too large.", when: "a signed body of more than 12 MB",
			options: withKeys, call: listJobs, body: strings.NewReader(strings.Repeat("0", 12<<20+1)), headers: signed},
		{code: ges.BadCredentials, status: 401, message: "Incorrect IAM authentication information: x-auth-token not found", when: "no or invalid credentials, where the scenario's [`auth`](scenarios.md#credentials) requires them; the message has the reason",
			options: []emulator.Option{withYAML(any + "auth: {mode: token}")}, call: listJobs},
		{code: ges.NotAuthorized, status: 403, when: "a token of another project, or one whose `deny` has the operation",
			options: []emulator.Option{withYAML(any + "auth: {mode: token, tokens: [{value: t, deny: [ListJobs]}]}")}, call: listJobs, headers: []string{"X-Auth-Token: t"}},
		{code: ges.NotImplemented, status: 501, message: "ges-emulator does not emulate ListMetadatas (GET /v1.0/{projectId}/graphs/metadatas).", when: "every operation of the vendor's that is not [emulated](api.md#operations)",
			call: "GET /v1.0/p1/graphs/metadatas"},
		{code: ges.InvalidOperation, status: 400, when: "an `action_id` that is none of the path's", call: "POST /v1.0/p1/graphs/g1/action?action_id=pause"},
	}
}

// operationErrors lists the errors of operations alone, by the table of operations. A
// golden answer has each of them.
func operationErrors() []errorAnswer {
	var list []errorAnswer
	for _, e := range ges.ErrorCodes() {
		var ids []string
		for _, o := range ges.Operations() {
			if slices.Contains(o.Errors, e.Code) {
				ids = append(ids, "`"+string(o.ID)+"`")
			}
		}
		isListed := slices.ContainsFunc(errorAnswers(), func(a errorAnswer) bool { return a.code == e.Code })
		if len(ids) > 0 && !isListed {
			list = append(list, errorAnswer{code: e.Code, status: e.Status, when: "refusals of " + strings.Join(ids, ", ")})
		}
	}
	return list
}

// iamErrorAnswers lists those of the identity service.
func iamErrorAnswers() []errorAnswer {
	const issue = "POST /v3/auth/tokens "
	return []errorAnswer{
		{status: 400, message: "The request body is invalid: ", when: "a body that is not JSON, or lacks a part", call: issue + "{}"},
		{status: 401, message: "The username or password is wrong.", when: "none of the scenario's `auth.users`",
			options: []emulator.Option{withYAML("projects: {\"*\": {}}\nauth: {users: [{name: me, password: secret}]}")}, call: issue + tokenRequest("p1")},
		{status: 404, message: "Could not find project: ", when: "a project that the scenario does not have, and no `\"*\"`",
			options: []emulator.Option{withYAML("projects: {other: {}}")}, call: issue + tokenRequest("p1")},
		{status: 413, message: "The request body is larger than 1048576 bytes", when: "a body of more than 1 MiB", call: issue + strings.Repeat(" ", 1<<20+1)},
		{status: 503, message: "The emulator holds as many projects as it may.", when: "as many projects as `--max-projects` allows are in use",
			options: []emulator.Option{emulator.WithMaxProjects(1)}, before: "GET /v1.0/other/graphs/jobs", call: issue + tokenRequest("p1")},
	}
}

// answer makes the call.
func (a *errorAnswer) answer(t *testing.T) *httptest.ResponseRecorder {
	t.Helper()
	e := newEmulator(t, a.options...)
	if a.before != "" {
		request(t, e, a.before)
	}
	if a.body == nil {
		return request(t, e, a.call, a.headers...)
	}
	method, target, _ := strings.Cut(a.call, " ")
	rec, r := httptest.NewRecorder(), httptest.NewRequest(method, target, a.body)
	for _, header := range a.headers {
		name, value, _ := strings.Cut(header, ": ")
		r.Header.Set(name, value)
	}
	record(e, rec, r)
	return rec
}

// Each error that the page lists comes as it says.
func TestErrorAnswers(t *testing.T) {
	for _, a := range append(errorAnswers(), iamErrorAnswers()...) {
		if a.call == "" {
			continue
		}
		if a.message == "" {
			row, _ := ges.LookUpError(a.code)
			a.message = row.Message
		}
		rec := a.answer(t)
		body := rec.Body.String()
		hasMessage := regexp.MustCompile(`"(errorMessage|error_msg|message)":"` + regexp.QuoteMeta(a.message)).MatchString(body)
		if a.code == "" {
			a.code = fmt.Sprint(a.status)
		}
		hasCode := regexp.MustCompile(`"(errorCode|error_code|code)":"?` + regexp.QuoteMeta(a.code) + `\b`).MatchString(body)
		if rec.Code != a.status || !hasMessage || !hasCode {
			t.Errorf("%s: %d %s\nwant %d %s %q", a.when, rec.Code, body, a.status, a.code, a.message)
		}
	}
}

// The code of the emulator uses no other error codes than those that the page lists with
// their cases.
func TestErrorAnswersAreComplete(t *testing.T) {
	table, err := os.ReadFile("ges/errorcode.go")
	if err != nil {
		t.Fatal(err)
	}
	constants := map[string]string{}
	for _, m := range regexp.MustCompile(`(?m)^\t(\w+) += "((?:GES|APIGW|EMULATOR)\.\w+)"`).FindAllStringSubmatch(string(table), -1) {
		constants[m[1]] = m[2]
	}
	used := map[string]bool{}
	for _, dir := range []string{"api", "auth", "gesapi", "world"} {
		files, err := filepath.Glob(dir + "/*.go")
		if err != nil || len(files) == 0 {
			t.Fatal(dir, err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			for _, m := range regexp.MustCompile(`\bges\.(\w+)|"((?:GES|APIGW|EMULATOR)\.\w+)"`).FindAllStringSubmatch(string(text), -1) {
				if code := constants[m[1]] + m[2]; code != "" {
					used[code] = true
				}
			}
		}
	}
	listed := map[string]bool{}
	for _, a := range append(errorAnswers(), operationErrors()...) {
		listed[a.code] = true
		if !used[a.code] {
			t.Errorf("%s is listed and not used", a.code)
		}
	}
	for code := range used {
		if !listed[code] {
			t.Errorf("%s is used and not listed", code)
		}
	}
}

// answeredWith lists when the emulator answers with a code.
func answeredWith(code string) string {
	var cases []string
	for _, a := range append(errorAnswers(), operationErrors()...) {
		if a.code == code {
			cases = append(cases, fmt.Sprintf("%d: %s", a.status, a.when))
		}
	}
	if cases == nil {
		cases = append(cases, "by a fault only")
	}
	for _, status := range ges.StatusesWithCode() {
		if ges.CodeOfStatus(status) == code {
			cases = append(cases, fmt.Sprintf("the usual code of a fault's `reply: {status: %d}`", status))
		}
	}
	if code == "APIGW.0308" {
		cases = append(cases, "the usual reply of a fault with `limit`")
	}
	return strings.Join(cases, "; ")
}

func errorCodeRows() string {
	var b strings.Builder
	b.WriteString("\n| code | status | message | answered | source |\n|---|---|---|---|---|\n")
	for _, e := range ges.ErrorCodes() {
		fmt.Fprintf(&b, "| `%s` | %d | %s | %s | %s |\n", e.Code, e.Status, e.Message, answeredWith(e.Code), e.Source)
	}
	return b.String() + "\n"
}

func ownErrorRows() string {
	var b strings.Builder
	b.WriteString("\n| code | status | message | answered |\n|---|---|---|---|\n")
	for _, a := range errorAnswers() {
		if _, isVendors := ges.LookUpError(a.code); !isVendors {
			fmt.Fprintf(&b, "| `%s` | %d | such as «%s» | %s |\n", a.code, a.status, a.message, a.when)
		}
	}
	return b.String() + "\n"
}

func iamErrorRows() string {
	var b strings.Builder
	b.WriteString("\n| status and code | title | message | answered |\n|---|---|---|---|\n")
	for _, a := range iamErrorAnswers() {
		message := a.message
		if strings.HasSuffix(message, ": ") {
			message += "…"
		}
		fmt.Fprintf(&b, "| %d | %s | %s | %s |\n", a.status, http.StatusText(a.status), message, a.when)
	}
	return b.String() + "\n"
}
