package diff

import (
	"context"
	"fmt"
	"io"
	"iter"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/ges-emulator/ges-emulator/cmd/ges-emulator/internal/recording"
	"github.com/ges-emulator/ges-emulator/emulator"
	"github.com/ges-emulator/ges-emulator/emulator/control"
)

// Replay makes the recorded requests, in their order and each at its recorded instant,
// against an emulator made by the options, and compares the answers. Each difference is
// passed on. Nothing waits: a fault's delay takes no time. Calls of an emulator's control
// API, which the service has not, are left out. It returns what was replayed.
func Replay(ctx context.Context, exchanges iter.Seq2[recording.Exchange, error], found func(Difference), options ...emulator.Option) (Replayed, error) {
	r := &replay{ids: newIDs(), found: found}
	options = append(slices.Clone(options),
		emulator.WithClock(emulator.Clock{Mode: emulator.Manual}), emulator.WithOverride("auth.mode", "off"), emulator.WithoutDelays())
	var err error
	if r.emulator, err = emulator.New(options...); err != nil {
		return r.Replayed, err
	}
	defer r.emulator.Close()
	for x, err := range exchanges {
		if err != nil {
			return r.Replayed, err
		}
		if strings.HasPrefix(x.URI, control.Prefix) {
			continue // among them streams that never end
		}
		if err := r.exchange(ctx, x); err != nil {
			return r.Replayed, fmt.Errorf("exchange %d: %w", x.Number, err)
		}
	}
	return r.Replayed, nil
}

// Replayed is what a replay made of a recording.
type Replayed struct {
	Exchanges int
	Refused   int       // of them, not compared: they were refused for their credentials, which a recording has not
	Latest    time.Time // the latest recorded instant
}

// callWithin is how long a call may take, in real time: an answer that does not end is cut.
const callWithin = 30 * time.Second

// replay is a replay under way.
type replay struct {
	Replayed

	emulator *emulator.Emulator
	ids      *ids
	found    func(Difference)
}

func (r *replay) exchange(ctx context.Context, x recording.Exchange) error {
	r.Exchanges++
	if x.At.After(r.Latest) {
		r.Latest = x.At
	}
	request, err := r.request(ctx, x)
	if err != nil {
		return err
	}
	r.move(x)
	ours := x
	failure := r.call(request, &ours)
	if err := ctx.Err(); err != nil {
		return err
	}
	c := comparison{replay: r, exchange: x, call: recording.Route(x.Method, x.URI)}
	if c.refusedForCredentials(ours) {
		r.Refused++
		return nil
	}
	if c.exchange.Response != nil && masked(c.exchange.Response.Body) {
		recording.HideSecrets(&ours)
	}
	c.compare(ours, failure)
	return nil
}

// request is the recorded one, with the emulator's ids in place of the recorded ones.
func (r *replay) request(ctx context.Context, x recording.Exchange) (*http.Request, error) {
	body := r.ids.translate(x.Request.Body)
	request, err := http.NewRequestWithContext(ctx, x.Method, "http://emulator"+r.ids.translate(x.URI), strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	for name, values := range x.Request.Header {
		if !slices.Contains([]string{"Host", "Content-Length", "Accept-Encoding", "Origin"}, name) {
			request.Header[name] = values
		}
	}
	return request, nil
}

// move brings the called project to the recorded instant. A project that the scenario
// does not have has no time.
func (r *replay) move(x recording.Exchange) {
	project, err := r.emulator.LookupProject(recording.Project(x.URI))
	if err == nil && !project.Now().Equal(x.At) {
		project.AdvanceTo(x.At)
	}
}

// call makes a call and sets the answer. The error says how the connection broke.
func (r *replay) call(request *http.Request, x *recording.Exchange) error {
	x.Status, x.Response, x.Failure = 0, nil, ""
	within, cancel := context.WithTimeout(request.Context(), callWithin)
	defer cancel()
	answer, err := r.emulator.Transport().RoundTrip(request.WithContext(within))
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	data, err := io.ReadAll(answer.Body)
	x.Status, x.Response = answer.StatusCode, &recording.Message{Header: answer.Header}
	x.Response.SetBody(string(data))
	return err
}
