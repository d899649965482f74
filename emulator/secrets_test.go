package emulator_test

import (
	"bytes"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/ges-emulator/ges-emulator/emulator"
	"github.com/ges-emulator/ges-emulator/emulator/clock"
)

// planted is the value of every secret in the test below.
const planted = "pl4nted"

// TestNoSecretIsShown plants a secret in every header and parameter that carries one,
// and looks for it wherever the emulator stores or shows something of a request.
func TestNoSecretIsShown(t *testing.T) {
	const world = "version: 1\nclock: {start: 2018-12-17T12:55:00}\nauth: {mode: any, tokens: [{value: good}], keys: [{access: AK, secret: sk}]}\nprojects: {'*': {}}\n"
	var log bytes.Buffer
	dir := t.TempDir()
	ges := emulator.Start(t, emulator.WithScenarioYAML("world.yaml", []byte(world)), emulator.WithState(dir), emulator.WithStrict(),
		emulator.WithLogger(slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))))
	signedAt := clock.Wall().UTC().Format("20060102T150405Z") // signatures are of real time
	stream := follow(t, http.DefaultClient, ges.URL, "p1/events")
	var headers []string
	names := []string{"Cookie", "Proxy-Authorization", "X-Auth-Key", "X-Security-Token", "X-Subject-Token", "X-Client-Secret", "X-Api-Key", "X-My-Password"}
	for _, name := range names {
		headers = append(headers, name+": "+planted)
	}
	signed := "Authorization: SDK-HMAC-SHA256 Access=AK, SignedHeaders=x-sdk-date;" + strings.ToLower(strings.Join(names, ";")) + ", Signature=" + planted
	var query []string
	for _, name := range []string{"token", "X-Auth-Token", "to%6Ben", "client_secret", "authKey", "Signature", "password"} {
		query = append(query, name+"="+planted, name+"="+planted+"%zz")
	}
	for _, credentials := range []string{"X-Auth-Token: good", "X-Auth-Token: " + planted, signed, "Authorization: Bearer " + planted} {
		sent := headers
		if credentials == signed { // not by a temporary key, which must be known
			sent = slices.DeleteFunc(slices.Clone(headers), func(h string) bool { return strings.HasPrefix(h, "X-Security-Token") })
		}
		for _, path := range []string{listPath, "/v1.0/p1/graphs", "/v1.0/p1/nothing", "/v3/auth/tokens"} {
			target := path + "?limit=1&" + strings.Join(query, "&")
			_, body := callOver(t, ges, "GET "+target, append(sent, "X-Sdk-Date: "+signedAt, credentials)...)
			if strings.Contains(body, planted) {
				t.Errorf("%s %s is answered %s", credentials, path, body)
			}
		}
	}
	if text := stream.text(2); !strings.Contains(text, "limit=1&token=***") || strings.Contains(text, planted) {
		t.Errorf("the events are %s", text)
	}
	for _, noun := range []string{"requests", "violations", "violations?format=text", "snapshot", "polling", "coverage", "verify", "jobs", "faults", "timeline"} {
		_, body := callOver(t, ges, "GET /_emulator/projects/p1/"+noun)
		if strings.Contains(body, planted) {
			t.Errorf("%s shows it: %s", noun, body)
		}
		if noun == "requests" && (!strings.Contains(body, `"query":"limit=1&token=***`) || !strings.Contains(body, `{"name":"X-Auth-Key","value":"***"}`)) {
			t.Errorf("the journal is %s", body)
		}
	}
	if text := emulator.FormatViolations(ges.Violations()); strings.Contains(text, planted) {
		t.Errorf("the violations are %s", text)
	}
	if text := log.String(); !strings.Contains(text, "canonicalRequest") || !strings.Contains(text, "x-subject-token:***") || strings.Contains(text, planted) {
		t.Errorf("the log is %s", text)
	}
	err := fs.WalkDir(os.DirFS(dir), ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		data, err := fs.ReadFile(os.DirFS(dir), path)
		if bytes.Contains(data, []byte(planted)) {
			t.Errorf("%s has it", path)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}
