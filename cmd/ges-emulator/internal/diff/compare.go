package diff

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/ges-emulator/ges-emulator/cmd/ges-emulator/internal/recording"
)

// comparison compares the answers to one request.
type comparison struct {
	*replay

	exchange recording.Exchange
	call     recording.Call
	invented bool // the object that is compared has another id at each side, and so other invented values
}

// refusedForCredentials reports whether the recorded answer refuses the caller, which
// cannot be replayed. A scenario may refuse by a fault: then the answers are compared.
func (c *comparison) refusedForCredentials(ours recording.Exchange) bool {
	status := c.exchange.Status
	return (status == http.StatusUnauthorized || status == http.StatusForbidden) && ours.Status != status
}

func (c *comparison) compare(ours recording.Exchange, failure error) {
	x := c.exchange
	broken := x.Response == nil || x.Failure != ""
	switch {
	case broken && failure != nil:
		return
	case broken:
		c.note(Failure, "", "no complete answer: "+x.Failure, "status "+strconv.Itoa(ours.Status))
		return
	case failure != nil:
		c.note(Failure, "", "status "+strconv.Itoa(x.Status), "no complete answer: "+failure.Error())
		return
	case x.Status != ours.Status:
		c.note(Status, "", strconv.Itoa(x.Status), strconv.Itoa(ours.Status))
	}
	c.headers(x.Response.Header, ours.Response.Header)
	if x.Response.Omitted == "" && x.Method != http.MethodHead {
		c.bodies(x.Response.Body, ours.Response.Body)
	}
}

// headers compares the headers of the service.
func (c *comparison) headers(recorded, ours http.Header) {
	for _, name := range recording.ServiceHeaders() {
		want, got := strings.Join(recorded.Values(name), ", "), strings.Join(ours.Values(name), ", ")
		if name == "Content-Type" {
			want, got = mediaType(want), mediaType(got)
		}
		if want == got {
			continue
		}
		if recorded.Values(name) == nil {
			want = absent
		}
		if ours.Values(name) == nil {
			got = absent
		}
		c.note(Header, name, want, got)
	}
}

// mediaType is a Content-Type without parameters: proxies add a charset.
func mediaType(value string) string {
	value, _, _ = strings.Cut(value, ";")
	return strings.ToLower(strings.TrimSpace(value))
}

func (c *comparison) note(kind Kind, field, recorded, ours string) {
	d := Difference{
		Exchange: c.exchange.Number, At: c.exchange.At, Operation: string(c.call.Operation), Method: c.exchange.Method, URI: c.exchange.URI,
		Kind: kind, Field: field, Recorded: shorten(recorded), Emulator: shorten(ours), Curl: curl(c.exchange),
	}
	d.Rule = rule(d, c.call)
	c.found(d)
}

// leftOut reports whether a member is another one in every answer.
func leftOut(name string) bool {
	return slices.Contains([]string{"request_id", "requestId", "trace_id", "traceId"}, name)
}
