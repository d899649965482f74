package deploy_test

import (
	"context"
	"net/http"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/config"

	"github.com/ges-emulator/ges-emulator/emulator"
	gosdk "github.com/ges-emulator/ges-emulator/examples/go-sdk"
	"github.com/ges-emulator/ges-emulator/examples/go-sdk/deploy"
	"github.com/ges-emulator/ges-emulator/examples/go-sdk/internal/answers"
)

// TestMain gives the SDK a home of its own: on its first call of a process it
// writes ~/.huaweicloud/application_id.
func TestMain(m *testing.M) {
	os.Exit(withScratchHome(m.Run))
}

func withScratchHome(run func() int) int {
	home, err := os.MkdirTemp("", "go-sdk-home-")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(home)
	os.Setenv("HOME", home)
	os.Setenv("USERPROFILE", home) // the same on Windows
	return run()
}

// world is a deployer, the emulated project that it works in, and all that came of it.
type world struct {
	deploy.Deployer

	project  *emulator.Project
	recorder answers.Recorder
	compared answers.Comparison
}

// eachVersion runs a test with either version of the API, in a project of its own in
// which a scenario is served, and compares what the SDK made of each answer with what
// came.
func eachVersion(t *testing.T, scenario string, test func(t *testing.T, w *world)) {
	t.Helper()
	server := emulator.Start(t, emulator.WithScenarioYAML("scenario.yaml", []byte(scenario)), emulator.WithNoViolations(t))
	for _, version := range []string{"v1", "v2"} {
		t.Run(version, func(t *testing.T) {
			connections := &http.Transport{}
			defer connections.CloseIdleConnections()
			w := &world{project: server.Project(version), recorder: answers.Recorder{Next: connections}}
			w.Service = w.connect(t, server.URL, version)
			w.Pause = w.advance(5 * time.Second)
			test(t, w)
			for _, d := range w.compared.Differences {
				t.Error(d)
			}
			for _, key := range w.compared.Unknown() {
				if !slices.Contains(unknown, key) {
					t.Errorf("the SDK's models lack %s", key)
				}
			}
			if err := w.project.Verify(); err != nil { // also a fault or a rule that never applied
				t.Error(err)
			}
		})
	}
}

// unknown is the keys of answers that the SDK's models do not have.
var unknown = []string{"CreateBackup.backupId", "CreateBackup2.backup_id"}

// connect is the calls of a version.
func (w *world) connect(t *testing.T, endpoint, version string) deploy.Service {
	t.Helper()
	account := gosdk.Account{ProjectID: version, AccessKey: "ak", SecretKey: "sk"}
	record := func(c *config.HttpConfig) { c.WithHttpRoundTripper(&w.recorder) }
	compare := func(answer any) { w.compared.Compare(answer, w.recorder.Body) }
	if version == "v1" {
		client, err := gosdk.NewClient(endpoint, account, record)
		if err != nil {
			t.Fatal(err)
		}
		return &deploy.V1{Client: client, OnAnswer: compare}
	}
	client, err := gosdk.NewClientV2(endpoint, account, record)
	if err != nil {
		t.Fatal(err)
	}
	return &deploy.V2{Client: client, OnAnswer: compare}
}

// advance is a pause that passes virtual time instead of real time.
func (w *world) advance(by time.Duration) func(context.Context) error {
	return func(ctx context.Context) error {
		w.project.Advance(by)
		return ctx.Err()
	}
}

// noPause is for scenarios on a stepped clock: there each call moves time.
func noPause(ctx context.Context) error { return ctx.Err() }
