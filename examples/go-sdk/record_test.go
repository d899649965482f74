package gosdk_test

import (
	"bufio"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/huaweicloud/huaweicloud-sdk-go-v3/services/ges/v1/model"

	gosdk "github.com/ges-emulator/ges-emulator/examples/go-sdk"
)

// The SDK's signed calls pass through ges-emulator record to a server that verifies
// signatures and knows its own host only, as the SDK does not sign the host. The recording
// becomes a scenario.
func TestRecording(t *testing.T) {
	dir := t.TempDir()
	program := filepath.Join(dir, "ges-emulator")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", program, "./cmd/ges-emulator")
	build.Dir = filepath.Join("..", "..") // the emulator's own module
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	upstream := serveSigned(t)
	recording := filepath.Join(dir, "recording")
	proxy := exec.CommandContext(t.Context(), program, "record", "--upstream", upstream.URL, "--addr", "127.0.0.1:0", "--out", recording)
	out, err := proxy.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := proxy.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	url, ok := strings.CutPrefix(strings.TrimSpace(line), "listening on ")
	if err != nil || !ok {
		t.Fatalf("%q %v", line, err)
	}
	client, err := gosdk.NewClient(url, gosdk.Account{ProjectID: projectID, AccessKey: "the-key", SecretKey: "the-secret"})
	if err != nil {
		t.Fatal(err)
	}
	all, err := gosdk.AllJobs(context.Background(), client, model.ListJobsRequest{})
	if err != nil || len(all) != 451 {
		t.Errorf("%d jobs, want 451: %v", len(all), err)
	}
	wrong, err := gosdk.NewClient(url, gosdk.Account{ProjectID: projectID, AccessKey: "the-key", SecretKey: "another"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := wrong.ListJobs(&model.ListJobsRequest{}); err == nil {
		t.Error("the upstream takes a wrong signature")
	}
	if err := proxy.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := proxy.Wait(); err != nil {
		t.Error(err)
	}
	data, err := os.ReadFile(filepath.Join(recording, "exchanges.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"the-key", "the-secret", "Signature", projectID} {
		if strings.Contains(string(data), secret) {
			t.Errorf("%s is in the recording", secret)
		}
	}
	scenario, err := exec.CommandContext(t.Context(), program, "scenarios", "from", recording).Output()
	if err != nil || strings.Count(string(scenario), "jobName: ") != 451 {
		t.Errorf("%v\n%.2000s", err, scenario)
	}
}
