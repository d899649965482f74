package scenario

import (
	"testing"

	"github.com/ges-emulator/ges-emulator/emulator/format"
)

// Individual jobs are counted before they are read: the problems with the jobs of a list
// that is too long are not reported. A file with [MaxJobs] jobs takes long to parse, so the
// test uses a smaller limit.
func TestWrittenJobsLimit(t *testing.T) {
	_, err := format.Read([]byte("\n\n      [x, x, x, x]\n"), jobsUpTo(3), format.Options{File: "a.yaml"})
	const want = "a.yaml:3:7: the project has 4 jobs; at most 3 are allowed"
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}
