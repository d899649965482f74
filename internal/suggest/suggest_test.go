package suggest_test

import (
	"strings"
	"testing"

	"github.com/ges-emulator/ges-emulator/internal/suggest"
)

func TestClosest(t *testing.T) {
	outcomes := []string{"success", "failed", "partiallyFailed"}
	keys := []string{"jobName", "relatedGraph", "begin", "waiting", "running", "outcome", "jobId", "jobType"}
	cases := []struct {
		came    string
		allowed []string
		want    string
	}{
		{"sucess", outcomes, "success"},
		{"succesS", outcomes, "success"},
		{"Failed", outcomes, "failed"},
		{"fialed", outcomes, "failed"},
		{"partialyFailed", outcomes, "partiallyFailed"},
		{"partFailed", outcomes, "partiallyFailed"},
		{"relatedgraph", keys, "relatedGraph"},
		{"releatedGraph", keys, "relatedGraph"},
		{"runing", keys, "running"},
		{"jobid", keys, "jobId"},
		{"GES.999", []string{"GES.0001", "GES.9999"}, "GES.9999"},
		{"of", []string{"off", "token"}, "off"},
		{"on", []string{"off", "token"}, ""},
		{"x", []string{"y"}, ""},
		{"banana", outcomes, ""},
		{"", outcomes, ""},
		{"failed", nil, ""},
		{"bat", []string{"cat", "rat"}, "cat"},
		{"größe", []string{"große"}, "große"},
		{strings.Repeat("a", 65), []string{strings.Repeat("a", 64)}, ""},
	}
	for _, c := range cases {
		if got := suggest.Closest(c.came, c.allowed); got != c.want {
			t.Errorf("Closest(%q, %q) = %q, want %q", c.came, c.allowed, got, c.want)
		}
	}
}
