package emulator_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"testing"

	"github.com/ges-emulator/ges-emulator/emulator"
)

// signatureOf returns the headers that sign a call without a query and a body, at the
// start of virtual time.
func signatureOf(method, path, access, secret string) []string {
	const date = "20181217T125500Z"
	hash := func(text string) string {
		sum := sha256.Sum256([]byte(text))
		return hex.EncodeToString(sum[:])
	}
	canonical := method + "\n" + path + "/\n\nx-sdk-date:" + date + "\n\nx-sdk-date\n" + hash("")
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte("SDK-HMAC-SHA256\n" + date + "\n" + hash(canonical)))
	return []string{
		"X-Sdk-Date: " + date,
		fmt.Sprintf("Authorization: SDK-HMAC-SHA256 Access=%s, SignedHeaders=x-sdk-date, Signature=%x", access, mac.Sum(nil)),
	}
}

// A temporary key is good after a restart and in another emulator to which the project's
// snapshot was restored, with all that it denies, and expires there too.
func TestStateOfTemporaryKeys(t *testing.T) {
	dir := t.TempDir()
	e := restored(t, dir, emulator.WithScenarioYAML("keys.yaml", []byte(`version: 1
auth: {mode: any, clock: virtual, tokens: [{value: only-lists, deny: [Write, ShowJob]}]}
projects: {"*": {}}
`)))
	answer := request(t, e, `POST /v3.0/OS-CREDENTIAL/securitytokens {"auth":{"identity":{"methods":["token"],"token":{"id":"only-lists"}}}}`, "X-Project-Id: p1")
	var body struct {
		Credential struct{ Access, Secret, SecurityToken string }
	}
	if err := json.Unmarshal(answer.Body.Bytes(), &body); err != nil || answer.Code != http.StatusCreated {
		t.Fatalf("%d %s", answer.Code, answer.Body)
	}
	status := func(h http.Handler, path string) int {
		key := body.Credential
		return request(t, h, "GET "+path, append(signatureOf(http.MethodGet, path, key.Access, key.Secret), "X-Security-Token: "+key.SecurityToken)...).Code
	}
	other, err := emulator.New(emulator.WithScenarioYAML("other.yaml", []byte("version: 1\nprojects: {p1: {}}\n")))
	if err != nil {
		t.Fatal(err)
	}
	snapshot := request(t, e, "GET /_emulator/projects/p1/snapshot").Body.String()
	if rec := request(t, other, "PUT /_emulator/projects/p1/snapshot "+snapshot); rec.Code >= 300 {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	for what, h := range map[string]http.Handler{"at first": e, "after a restart": killed(t, dir), "restored": other} {
		if got := status(h, listPath); got != http.StatusOK {
			t.Errorf("%s the list answers %d", what, got)
		}
		if got := status(h, "/v1.0/p1/graphs/g1/jobs/j1/status"); got != http.StatusForbidden {
			t.Errorf("%s a denied call answers %d", what, got)
		}
		if rec := request(t, h, `POST /_emulator/projects/p1/clock/advance {"by": "15m"}`); rec.Code != http.StatusOK {
			t.Fatalf("%d %s", rec.Code, rec.Body)
		}
		if got := status(h, listPath); got != http.StatusUnauthorized {
			t.Errorf("%s and expired the list answers %d", what, got)
		}
	}
}
