//go:build unix

package emulator_test

import (
	"context"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ges-emulator/ges-emulator/emulator"
)

// When the folder of the state is removed while it serves, the next call is not
// answered, and Serve ends with an error that says why; also one that begins, or is
// told to end, after that.
func TestServeReportsALostState(t *testing.T) {
	listeners := map[string]func(e *emulator.Emulator, ctx context.Context, l net.Listener) error{
		"Serve": (*emulator.Emulator).Serve, "ServeControl": (*emulator.Emulator).ServeControl,
	}
	for name, serve := range listeners {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "state")
			e := restored(t, dir, emulator.WithScenario("empty"))
			begin := func(ctx context.Context) (url string, ended chan error) {
				l, err := net.Listen("tcp", "127.0.0.1:0")
				if err != nil {
					t.Fatal(err)
				}
				ended = make(chan error, 1)
				go func() { ended <- serve(e, ctx, l) }()
				return "http://" + l.Addr().String(), ended
			}
			url, ended := begin(t.Context())
			reset := func() error {
				resp, err := http.Post(url+"/_emulator/projects/p1/reset", "", nil)
				if err == nil {
					resp.Body.Close()
				}
				return err
			}
			if err := reset(); err != nil {
				t.Fatal(err)
			}
			if err := os.RemoveAll(dir); err != nil {
				t.Fatal(err)
			}
			if err := reset(); err == nil {
				t.Error("a change that is not saved was answered")
			}
			const want = "log-000001.jsonl: it was removed"
			if err := <-ended; err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("it ended with %v, want %q", err, want)
			}
			stopped, stop := context.WithCancel(t.Context())
			stop()
			for _, ctx := range []context.Context{t.Context(), stopped} {
				_, ended := begin(ctx)
				if err := <-ended; err == nil || !strings.Contains(err.Error(), want) {
					t.Errorf("later it ended with %v, want %q", err, want)
				}
			}
		})
	}
}
