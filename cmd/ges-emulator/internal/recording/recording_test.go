package recording

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/internal/encode"
)

const second = "Mon, 17 Dec 2018 12:55:00 GMT"

func call(uri string) Exchange {
	return Exchange{
		At: Date(map[string][]string{"Date": {second}}), Method: "GET", URI: uri, Request: Message{Header: map[string][]string{}},
		Status: 200, Response: &Message{Header: map[string][]string{"Date": {second}}, Body: `{"jobCount":0,"jobList":[]}`},
	}
}

// record writes exchanges, and reads them.
func record(t *testing.T, o Options, list ...Exchange) (read []Exchange, file string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "r")
	w, err := Create(dir, o)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range list {
		if err := w.Write(x); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	for x, err := range Read(dir, false) {
		if err != nil {
			t.Fatal(err)
		}
		read = append(read, x)
	}
	data, err := os.ReadFile(filepath.Join(dir, FileName))
	if err != nil {
		t.Fatal(err)
	}
	return read, string(data)
}

// Each kind of secret, in every place in which one can be.
func TestNoSecretIsWritten(t *testing.T) {
	pki := "MIIabcdef" + strings.Repeat("Qx+/", 20)
	places := map[string]func(secret string) Exchange{
		"header": func(s string) Exchange {
			x := call("/v1.0/p1/graphs/jobs")
			x.Request.Header["X-Auth-Token"] = []string{s}
			return x
		},
		"bearer": func(s string) Exchange {
			x := call("/v1.0/p1/graphs/jobs")
			x.Request.Header["Authorization"] = []string{"Bearer " + s}
			return x
		},
		"access key": func(s string) Exchange {
			x := call("/v1.0/p1/graphs/jobs")
			x.Request.Header["Authorization"] = []string{"SDK-HMAC-SHA256 Access=" + s + ", SignedHeaders=x-sdk-date, Signature=0123456789abcdef"}
			x.Response.Body = "echo: " + s
			return x
		},
		"basic": func(s string) Exchange {
			x := call("/v1.0/p1/graphs/jobs")
			x.Request.Header["Proxy-Authorization"] = []string{"Basic " + base64.StdEncoding.EncodeToString([]byte("user:"+s))}
			x.Response.Body = "echo: " + s
			return x
		},
		"cookie": func(s string) Exchange {
			x := call("/v1.0/p1/graphs/jobs")
			x.Request.Header["Cookie"] = []string{"lang=en; session=" + s}
			x.Response.Header["Set-Cookie"] = []string{"other=" + s + "; Path=/"}
			return x
		},
		"answer's header": func(s string) Exchange {
			x := call("/v3/auth/tokens")
			x.Response.Header["X-Subject-Token"] = []string{s}
			return x
		},
		"query": func(s string) Exchange {
			x := call("/v1.0/p1/graphs/jobs?limit=1&auth_token=" + url.QueryEscape(s) + "&x=" + url.QueryEscape(s))
			x.Failure = "cut off: " + s
			return x
		},
		"path": func(s string) Exchange {
			x := call("/v1.0/p1/graphs/" + url.PathEscape(s) + "/jobs/1/status")
			x.Request.Header["X-Security-Token"] = []string{s}
			return x
		},
		"body": func(s string) Exchange {
			x := call("/v3/auth/tokens")
			x.Request.Body = fmt.Sprintf(`{"auth":{"identity":{"methods":["password"],"password":{"user":{"name":"me","password":%s}}}}}`, encode.Text(s))
			x.Response.Body = fmt.Sprintf(`{"error_msg":%s}`, encode.Text("wrong: "+s))
			return x
		},
		"credential": func(s string) Exchange {
			x := call("/v3.0/OS-CREDENTIAL/securitytokens")
			x.Response.Body = fmt.Sprintf(`{"credential":{"access":%s,"secret":%s,"securitytoken":"x"}}`, encode.Text(s), encode.Text(s))
			return x
		},
		"cut body": func(s string) Exchange {
			x := call("/v3.0/OS-CREDENTIAL/securitytokens")
			x.Response.Body = fmt.Sprintf(`{"credential":{"access":%s,"secret":"%s`, encode.Text(s), s[:len(s)-1])
			return x
		},
		"form": func(s string) Exchange {
			x := call("/v1.0/p1/graphs")
			x.Request.Header["Content-Type"] = []string{"application/x-www-form-urlencoded"}
			x.Request.Body = "a=1&password=" + url.QueryEscape(s)
			x.Response.Body = base64.StdEncoding.EncodeToString([]byte(s))
			return x
		},
		"text": func(s string) Exchange {
			x := call("/v1.0/p1/graphs")
			x.Response.Body = "<html>X-Auth-Token: " + s + "</html>"
			return x
		},
		"given": func(s string) Exchange {
			x := call("/v1.0/p1/graphs")
			x.Response.Body = `{"errorMessage":"key ` + s + ` is locked"}`
			return x
		},
	}
	for name, place := range places {
		for _, secret := range []string{"S3cr3t-Value_9", `pä"ss\word/with<all>&kinds`, pki, "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U"} {
			if strings.ContainsAny(secret, ` "<&`) && (name == "access key" || name == "cookie" || name == "text" || name == "cut body" || name == "given") {
				continue // no such value can stand there
			}
			var o Options
			if name == "given" {
				o.Secrets = []string{secret}
			}
			x := place(secret)
			// The exchange comes twice, so that what the first one taught is used too.
			_, file := record(t, o, x, call("/v1.0/p1/graphs/jobs?x="+url.QueryEscape(secret)+"&token="+url.QueryEscape(secret)), x)
			part := secret[3 : len(secret)-2]
			for _, spelling := range []string{part, url.QueryEscape(part), strings.Trim(encode.Text(part), `"`), base64.StdEncoding.EncodeToString([]byte(secret))[:12]} {
				if strings.Contains(file, spelling) {
					t.Errorf("%s: %q is in\n%s", name, spelling, file)
				}
			}
		}
	}
}

func TestNamesBecomePseudonyms(t *testing.T) {
	const job, graph, project = "ff80808167bb90340167bc3c7b5b026a", "e5c3ba79-8bd3-4a1b-8b7f-0123456789ab", "0123456789abcdef0123456789abcdef"
	list := call("/v1.0/" + project + "/graphs/jobs?graphName=movies")
	list.Response.Body = `{"jobCount":1, "jobList":[{"jobId":"` + job + `","relatedGraph":"movies","jobDetail":{"edgesetPath":[{"path":"hkmovie/edge.csv"}]},"enterpriseProjectId":"0"}]}`
	show := call("/v1.0/" + project + "/graphs/" + graph + "/jobs/" + job + "/status")
	show.Response.Body = `{"errorMessage":"no job ` + job + ` of hkmovie/edge.csv on 10.1.2.3","vpcId":"` + graph + `","privateIp":"10.1.2.3","id":"mine","name":"movies"}`
	named := call("/v2/p1/graphs/mine?graph_id=mine")
	read, file := record(t, Options{}, list, show, named)
	for _, name := range []string{job, graph, project, "hkmovie", "/p1/", "mine", `"10.1.2.3"`} {
		if strings.Contains(file, name) {
			t.Errorf("%s is in\n%s", name, file)
		}
	}
	for _, unchanged := range []string{"graphName=movies", `\"relatedGraph\":\"movies\"`, ".csv", `\"enterpriseProjectId\":\"0\"`, `\"name\":\"movies\"`, `{\"jobCount\":1, \"jobList\"`} {
		if !strings.Contains(file, unchanged) {
			t.Errorf("%s is not in\n%s", unchanged, file)
		}
	}
	pseudonym := strings.Split(read[1].URI, "/")[6]
	if !strings.Contains(read[0].Response.Body, `"jobId":"`+pseudonym+`"`) || !strings.Contains(read[1].Response.Body, "no job "+pseudonym) || len(pseudonym) != len(job) {
		t.Errorf("the job is not the same everywhere:\n%s", file)
	}
	if uri := read[2].URI; !strings.HasSuffix(uri, "/graphs/"+strings.Split(uri, "graph_id=")[1]) && !strings.Contains(uri, "/graphs/"+strings.Split(uri, "graph_id=")[1]+"?") {
		t.Errorf("the graph is not the same everywhere: %s", uri)
	}
	other, _ := record(t, Options{}, list)
	if other[0].URI == read[0].URI {
		t.Error("two recordings have the same pseudonyms")
	}
	unchanged, _ := record(t, Options{KeepIDs: true}, list, show)
	if unchanged[0].URI != list.URI || unchanged[1].Response.Body != show.Response.Body {
		t.Errorf("%+v", unchanged)
	}
}

func TestInstants(t *testing.T) {
	begin := time.Date(2018, 12, 17, 12, 55, 0, 0, time.UTC)
	var i instants
	for _, of := range []struct {
		project string
		date    time.Time
		want    time.Duration
	}{
		{"p1", begin, 0}, {"p1", begin, 1000}, {"p2", begin, 0}, {"p1", time.Time{}, 2000}, {"p1", begin.Add(time.Second), time.Second}, {"p1", begin.Add(-time.Hour), -time.Hour},
	} {
		if got := i.of(of.project, of.date).Sub(begin); got != of.want {
			t.Errorf("%s %s: %s, want %s", of.project, of.date, got, of.want)
		}
	}
}

func TestBadRecordings(t *testing.T) {
	const head = `{"recording":1}` + "\n"
	const good = `{"number":1,"at":"2018-12-17T12:55:00Z","method":"GET","uri":"/","request":{},"status":200,"response":{}}`
	for text, want := range map[string]string{
		"":                               `:1: the file is empty; a recording begins with a line {"recording":1}`,
		"version: 1\n":                   `:1: "version: 1" is no beginning of a recording; it begins with a line {"recording":1}, a HAR file has the ending .har`,
		`{"recording":2}`:                ":1: the recording is of version 2; this program reads version 1",
		head + "{":                       ":2: the line ends within an exchange; it was not written to its end",
		head + "\n" + good + "\n" + good: ":4: number: 1 comes after 1; exchanges are in the order of their numbers",
		head + good + "x":                ":2: the line goes on behind the exchange; an exchange is one line",
		head + `{"number":"1"}`:          ":2: number: a string is not allowed there",
		head + `{"nr":1}`:                `:2: no exchange: unknown field "nr"`,
		head + strings.Replace(good, "2018", "2999", 1):                    ":2: at: 2999-12-17T12:55:00Z is not within the years 1970 to 2199",
		head + strings.Replace(good, "GET", "G T", 1):                      `:2: method: "G T" is no method, such as GET`,
		head + strings.Replace(good, `"/"`, `"x"`, 1):                      `:2: uri: "x" does not begin with /`,
		head + strings.Replace(good, "200", "99", 1):                       ":2: status: 99; it is 100 to 599",
		head + strings.Replace(good, `,"response":{}`, "", 1):              ":2: status and response: one is there without the other",
		head + strings.Replace(good, `,"status":200,"response":{}`, "", 1): ":2: failure: it is missing; an exchange without a response says why",
	} {
		name := filepath.Join(t.TempDir(), FileName)
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, err := range Read(name, false) {
			if err != nil {
				got = err.Error()
			}
		}
		if got != name+want {
			t.Errorf("%q:\n%s\nwant\n%s", text, got, name+want)
		}
	}
	dir := t.TempDir()
	if w, err := Create(dir, Options{}); err != nil || w.Close() != nil || w.Write(call("/")) == nil {
		t.Error(err)
	}
	if _, err := Create(dir, Options{}); err == nil || !strings.Contains(err.Error(), "the folder has a recording") {
		t.Error(err)
	}
	for _, err := range Read(filepath.Join(dir, "none"), false) {
		if err == nil || !strings.HasPrefix(err.Error(), "cannot read the recording: ") {
			t.Error(err)
		}
	}
}

func TestHAR(t *testing.T) {
	name := filepath.Join(t.TempDir(), "x.har")
	text := `{"log":{"version":"1.2","entries":[
{"startedDateTime":"2026-01-02T03:04:07Z","time":10,"request":{"method":"GET","url":"http://h:1/v1.0/p1/graphs/jobs?limit=1","headers":[{"name":":method","value":"GET"},{"name":"x-auth-token","value":"S3cr3t-Value_9"}]},
 "response":{"status":0,"headers":[],"content":{},"_error":"net::ERR_CONNECTION_RESET"}},
{"startedDateTime":"2026-01-02T03:04:05.5Z","time":10,"request":{"method":"POST","url":"http://h:1/v1.0/p1/graphs","headers":[],"postData":{"text":"{\"graph\":{}}"}},
 "response":{"status":200,"headers":[{"name":"date","value":"Fri, 02 Jan 2026 03:04:06 GMT"}],"content":{"size":2,"text":"e30=","encoding":"base64"}}},
{"startedDateTime":"2026-01-02T03:04:05Z","time":1,"request":{"method":"GET","url":"http://h:1/app.js","headers":[]},"response":{"status":200,"headers":[],"content":{"text":"x"}}},
{"startedDateTime":"2026-01-02T03:04:05Z","time":1,"request":{"method":"OPTIONS","url":"http://h:1/v1.0/p1/graphs/jobs","headers":[]},"response":{"status":204,"headers":[],"content":{}}}
]}}`
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	var list []Exchange
	for x, err := range Read(name, true) {
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, x)
	}
	if len(list) != 2 {
		t.Fatalf("%+v", list)
	}
	made, lost := list[0], list[1]
	if made.Method != "POST" || made.URI != "/v1.0/p1/graphs" || made.Request.Body != `{"graph":{}}` || made.Response.Body != "{}" || made.At.Format(time.RFC3339Nano) != "2026-01-02T03:04:06Z" {
		t.Errorf("%+v", made)
	}
	if lost.URI != "/v1.0/p1/graphs/jobs?limit=1" || lost.Response != nil || lost.Failure != "no answer" || lost.Request.Header["X-Auth-Token"][0] != "***" || lost.At.Format(time.RFC3339Nano) != "2026-01-02T03:04:07Z" {
		t.Errorf("%+v", lost)
	}
	for text, want := range map[string]string{
		"{\n\n x": ": line 3: it is no JSON: invalid character 'x' looking for beginning of object key string",
		"{}":      ": it has no log, and is no HAR file",
		"{\"log\":\n{\"entries\":[{\"startedDateTime\":1}]}}": ": startedDateTime: ",
		"{\"log\":\n{\"entries\":4}}":                         ": line 2: log.entries: a number is not allowed there",
	} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		for _, err := range Read(name, true) {
			if err == nil || !strings.HasPrefix(err.Error(), name+want) {
				t.Errorf("%q: %v", text, err)
			}
		}
	}
}

// What is read back is what was written, and reading never panics.
func FuzzRead(f *testing.F) {
	f.Add([]byte(`{"recording":1}` + "\n" + `{"number":1,"at":"2018-12-17T12:55:00Z","method":"GET","uri":"/","request":{},"status":200,"response":{"body":"{\"password\":[1,\"x\"]}"}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		r := reader{name: "x", in: bufio.NewReader(bytes.NewReader(data))}
		m := newMask(Options{})
		r.read(func(x Exchange, err error) bool {
			if err == nil {
				m.exchange(&x)
				if x.Response != nil && looksLikeJSON(x.Response.Body) && x.Response.Omitted == "" {
					if again, whole := rewriteJSON(x.Response.Body, func(_ member, v string) string { return v }); !whole || again != x.Response.Body {
						t.Errorf("%q became %q", x.Response.Body, again)
					}
				}
			}
			return true
		})
	})
}

// An answer's times are rounded, its Date is not: together they tell half seconds.
func TestFractions(t *testing.T) {
	submit := call("/v2/p1/graphs/g1/backups")
	submit.Method, submit.Response.Body = "POST", `{"job_id":"job-1","backup_id":"backup-1"}`
	start := call("/v2/p1/graphs/g1/start")
	start.Method, start.Response.Body = "POST", `{"job_id":"job-2"}`
	list := call("/v2/p1/graphs/jobs")
	list.At = list.At.Add(time.Minute)
	list.Response.Body = `{"job_list":[{"job_id":"job-2","begin_time":"2018-12-17T12:55:01"}],"backup_list":[{"id":"backup-1","start_timestamp":1545051300250}]}`
	early := call("/v2/p1/graphs/jobs")
	early.Response.Body = `{"job_list":[{"job_id":"job-3","begin_time":"2018-12-17T12:55:01"}]}`
	read, _ := record(t, Options{KeepIDs: true}, call("/v1.0/p1/graphs/jobs"), submit, start, early, call("/v1.0/p1/graphs/jobs"), list)
	want := []string{"12:55:00.000000", "12:55:00.250000", "12:55:00.500002", "12:55:00.500003", "12:55:00.500004", "12:56:00.000000"}
	for i, x := range read {
		if got := x.At.Format("15:04:05.000000"); got != want[i] {
			t.Errorf("exchange %d: %s, want %s", i+1, got, want[i])
		}
	}
}

// What describes a token is no secret, and masks nothing elsewhere: a recorded login can be
// made again.
func TestLoginsStayReadable(t *testing.T) {
	login := call("/v3/auth/tokens")
	login.Method = "POST"
	login.Request.Body = `{"auth":{"identity":{"methods":["password"],"password":{"user":{"name":"somebody","password":"S3cr3t-Value_9","domain":{"name":"acme-corp"}}}},"scope":{"project":{"name":"cn-north-4"}}}}`
	login.Response.Header["X-Subject-Token"] = []string{"MIIabcdef"}
	login.Response.Body = `{"token":{"methods":["password"],"expires_at":"2018-12-18T12:55:00.000000Z","user":{"name":"somebody"},"project":{"name":"cn-north-4"}}}`
	read, file := record(t, Options{}, login)
	for _, secret := range []string{"S3cr3t", "MIIabcdef", "somebody", "acme-corp"} {
		if strings.Contains(file, secret) {
			t.Errorf("%s is in\n%s", secret, file)
		}
	}
	request, answer := read[0].Request.Body, read[0].Response.Body
	if !strings.Contains(request, `"methods":["password"]`) || !strings.Contains(request, `"project":{"name":"cn-north-4"}`) || !strings.Contains(answer, `"expires_at":"2018-12-18T12:55:00.000000Z"`) {
		t.Errorf("%s\n%s", request, answer)
	}
}
