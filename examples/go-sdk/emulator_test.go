package gosdk_test

import (
	"context"
	"os"
	"testing"
	"time"

	ges "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/ges/v1"

	"github.com/ges-emulator/ges-emulator/emulator"
	gosdk "github.com/ges-emulator/ges-emulator/examples/go-sdk"
)

const projectID = "0123456789abcdef0123456789abcdef"

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

// connect gives the vendor's client, pointed at an emulator.
func connect(t *testing.T, server *emulator.Server) *ges.GesClient {
	t.Helper()
	client, err := gosdk.NewClient(server.URL, gosdk.Account{
		ProjectID: projectID,
		AccessKey: "ak",
		SecretKey: "sk",
	})
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// advance is a pause that passes virtual time instead of real time.
func advance(server *emulator.Server, by time.Duration) func(context.Context) error {
	return func(ctx context.Context) error {
		server.Project(projectID).Advance(by)
		return ctx.Err()
	}
}

// noPause is for scenarios on a stepped clock: there each call moves time.
func noPause(ctx context.Context) error { return ctx.Err() }
