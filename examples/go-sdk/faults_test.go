package gosdk_test

import (
	"errors"
	"io"
	"strings"
	"syscall"
	"testing"
	"time"

	ges "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/ges/v1"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/services/ges/v1/model"

	"github.com/ges-emulator/ges-emulator/emulator"
	gosdk "github.com/ges-emulator/ges-emulator/examples/go-sdk"
)

// faulty serves nine jobs and a fault.
func faulty(t *testing.T, f emulator.Fault) *ges.GesClient {
	t.Helper()
	server := emulator.Start(t, emulator.WithScenario("every-status"))
	f.Name = "fault"
	if err := server.Project(projectID).AddFault(f); err != nil {
		t.Fatal(err)
	}
	return connect(t, server)
}

// count lists the jobs and counts them.
func count(client *ges.GesClient) (int, error) {
	answer, err := client.ListJobs(&model.ListJobsRequest{})
	if err != nil {
		return 0, err
	}
	return len(*answer.JobList), nil
}

func wantAll(t *testing.T, client *ges.GesClient) {
	t.Helper()
	if jobs, err := count(client); jobs != 9 || err != nil {
		t.Errorf("%d jobs, error %v; want 9", jobs, err)
	}
}

// TestBrokenConnections holds what comes of each way in which a connection breaks
// that carried no call before.
func TestBrokenConnections(t *testing.T) {
	for way, is := range map[emulator.Connection]func(error) bool{
		"reset":    func(err error) bool { return errors.Is(err, syscall.ECONNRESET) },
		"close":    func(err error) bool { return errors.Is(err, io.EOF) },
		"truncate": func(err error) bool { return errors.Is(err, io.ErrUnexpectedEOF) },
		"garbage":  func(err error) bool { return strings.Contains(err.Error(), "malformed HTTP") },
	} {
		t.Run(string(way), func(t *testing.T) {
			client := faulty(t, emulator.Fault{When: emulator.When{Calls: emulator.Calls(1)}, Connection: way})
			if jobs, err := count(client); err == nil || !is(err) || gosdk.ErrorCode(err) != "" || !gosdk.Lost(err) || !gosdk.Transient(err) {
				t.Errorf("%d jobs, error %v", jobs, err)
			}
			wantAll(t, client)
		})
	}
}

// TestKeptConnectionIsTriedAgain: the SDK's HTTP client repeats a GET by itself
// when a connection breaks that was good before, and before the first byte of an
// answer. To be seen, the repeated call must fail too.
func TestKeptConnectionIsTriedAgain(t *testing.T) {
	once := faulty(t, emulator.Fault{When: emulator.When{Calls: emulator.Calls(2)}, Connection: "close"})
	wantAll(t, once)
	wantAll(t, once) // two calls: the second and the third

	twice := faulty(t, emulator.Fault{When: emulator.When{Calls: emulator.CallsBetween(2, 3)}, Connection: "close"})
	wantAll(t, twice)
	if _, err := count(twice); !errors.Is(err, io.EOF) {
		t.Errorf("error %v, want %v", err, io.EOF)
	}
	wantAll(t, twice)

	cut := faulty(t, emulator.Fault{When: emulator.When{Calls: emulator.Calls(2)}, Connection: "truncate"})
	wantAll(t, cut)
	if _, err := count(cut); !errors.Is(err, io.ErrUnexpectedEOF) { // an answer had begun
		t.Errorf("error %v, want %v", err, io.ErrUnexpectedEOF)
	}
	wantAll(t, cut)
}

func TestSlowAnswers(t *testing.T) {
	wantAll(t, faulty(t, emulator.Fault{Connection: "trickle", Delay: emulator.DurationRange{From: 50 * time.Millisecond, To: 50 * time.Millisecond}}))
	wantAll(t, faulty(t, emulator.Fault{Delay: emulator.DurationRange{From: time.Millisecond, To: 20 * time.Millisecond}}))
}

func TestThrottled(t *testing.T) {
	client := faulty(t, emulator.Fault{Limit: emulator.Limit{Calls: 1, Per: time.Hour}})
	wantAll(t, client)
	_, err := count(client)
	if code := gosdk.ErrorCode(err); code != "APIGW.0308" || !gosdk.Transient(err) {
		t.Errorf("code %q of %v; want APIGW.0308, which is transient", code, err)
	}
}
