package emulator_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/ges-emulator/ges-emulator/emulator"
)

// Whatever texts a client sends, the state and snapshots that hold them can be read again.
func TestOddTextsAreRestored(t *testing.T) {
	scenario := emulator.WithScenarioYAML("odd.yaml", []byte("version: 1\nprojects: {\"*\": {graphs: [{name: movies}]}}\n"))
	for name, text := range map[string]string{
		"long": strings.Repeat("x", 100_000), "lines": "a\nb\r\n\tc", "control": "\x00\x01\x7f\u0085\u2028", "space": "  ", "markup": `<&>"\'{}[]: #- |`, "astral": "\U0001F600é",
	} {
		quoted, err := json.Marshal(text)
		if err != nil {
			t.Fatal(err)
		}
		dir := t.TempDir()
		e := restored(t, dir, scenario)
		path, q := "/v1.0/p1/graphs/"+graphNamed(t, e, "movies"), string(quoted)
		for _, call := range []string{
			`POST /v1.0/p1/graphs {"graph":{"name":"fresh","graphSizeTypeIndex":"1","vpcId":` + q + `,"subnetId":` + q + `,"securityGroupId":` + q + `,"regionCode":` + q + `,"sys_tags":[{"key":` + q + `,"value":` + q + `}],"tags":[{"key":` + q + `,"value":` + q + `}],"encryption":{"enable":true,"masterKeyId":` + q + `},"publicIp":{"eipId":` + q + `},"dataSource":{"type":"OBS","parameters":{"schemaPath":` + q + `,"edgesetPath":` + q + `,"edgesetDefaultLabel":` + q + `}}}}`,
			"POST " + path + `/action?action_id=bindEip {"eipId":` + q + `}`,
			"POST /v2/p1/graphs/" + strings.TrimPrefix(path, "/v1.0/p1/graphs/") + `/sg/change {"security_group_id":` + q + `}`,
			"POST " + path + `/action?action_id=upgrade {"upgradeVersion":` + q + `}`,
			"POST " + path + `/action?action_id=import-graph {"edgesetPath":` + q + `,"vertexsetPath":` + q + `}`,
		} {
			method, rest, _ := strings.Cut(call, " ")
			target, body, _ := strings.Cut(rest, " ")
			get(e, method, target, body)
		}
		everything := func(e *emulator.Emulator) string {
			return get(e, "GET", listPath, "").Body.String() + get(e, "GET", "/v1.0/p1/graphs", "").Body.String() + get(e, "GET", "/v2/p1/graphs", "").Body.String()
		}
		want := everything(e)
		other := newEmulator(t, scenario)
		if err := project(t, other, "p1").Restore(project(t, e, "p1").Snapshot()); err != nil {
			t.Errorf("%s: the snapshot is refused: %.500s", name, err)
		} else if everything(other) != want {
			t.Errorf("%s: after a snapshot something else is shown", name)
		}
		if err := e.Close(); err != nil {
			t.Fatal(err)
		}
		again, err := emulator.New(scenario, emulator.WithState(dir))
		if err != nil {
			t.Errorf("%s: the state is refused: %.500s", name, err)
			continue
		}
		if everything(again) != want {
			t.Errorf("%s: after a restart something else is shown", name)
		}
		_ = again.Close()
	}
}
