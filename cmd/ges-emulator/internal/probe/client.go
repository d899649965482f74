package probe

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/auth"
)

// Limits of a call.
const (
	maxAnswer  = 64 << 20         // bytes
	maxTries   = 5                // of one call, the first included
	maxWait    = 10 * time.Minute // that a Retry-After may demand
	pause      = time.Second      // before another try, without a Retry-After
	callWithin = 30 * time.Second // real time of one call
)

// Credentials are those of all calls; the zero value is none.
type Credentials struct {
	Access, Secret string // an access key, which signs
	SecurityToken  string // of a temporary access key
	Token          string // takes the place of a signature
}

// Any reports whether there are any.
func (c Credentials) Any() bool { return c.Token != "" || c.Access != "" }

// Client makes calls. All of its fields but Credentials are needed.
type Client struct {
	HTTP        *http.Client // which must not follow redirects
	Base        string       // scheme, host and maybe a path, without a slash at the end
	Credentials Credentials
	Rate        float64 // calls a second, at most
	Now         func() time.Time
	Sleep       func(ctx context.Context, d time.Duration) error

	next  time.Time // when the next call may be made
	calls int       // made so far
}

// get makes a call, again after a pause if it is throttled, did not reach the service or
// failed in it. An answer that failed says why; a 500 that comes each time is an answer like
// others. The error is that the context ended.
func (c *Client) get(ctx context.Context, call Call) (*answer, error) {
	for try := 1; ; try++ {
		a, err := c.once(ctx, call)
		if err != nil {
			return nil, err
		}
		wait, again := c.retryAfter(a)
		switch {
		case !again:
			return a, nil
		case try == maxTries || wait > maxWait:
			if a.failed == "" && a.status != http.StatusInternalServerError {
				a.failed = fmt.Sprintf("the server answers %d, even after %d tries", a.status, try)
			}
			if wait > maxWait {
				a.failed = fmt.Sprintf("the server answers %d and asks to wait for %s", a.status, wait)
			}
			return a, nil
		}
		if err := c.Sleep(ctx, wait); err != nil {
			return nil, err
		}
	}
}

// retryAfter returns how long to wait before a call is made again; false: its answer
// stands.
func (c *Client) retryAfter(a *answer) (time.Duration, bool) {
	switch a.status {
	case 0, http.StatusInternalServerError, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout, http.StatusTooManyRequests:
	default:
		return 0, false
	}
	given := a.header.Get("Retry-After")
	if seconds, err := strconv.ParseUint(given, 10, 31); err == nil {
		return time.Duration(seconds) * time.Second, true
	}
	until, err := http.ParseTime(given)
	if err != nil {
		return pause, true
	}
	now := c.Now()
	if served, err := http.ParseTime(a.header.Get("Date")); err == nil {
		now = served // the clock by which until was written
	}
	return max(until.Sub(now), 0), true
}

// once makes a call once, at its time.
func (c *Client) once(ctx context.Context, call Call) (*answer, error) {
	if wait := c.next.Sub(c.Now()); wait > 0 {
		if err := c.Sleep(ctx, wait); err != nil {
			return nil, err
		}
	}
	c.next = c.Now().Add(time.Duration(float64(time.Second) / c.Rate))
	c.calls++
	within, cancel := context.WithTimeout(ctx, callWithin)
	defer cancel()
	a := &answer{call: "GET " + call.Path, header: http.Header{}}
	request, err := http.NewRequestWithContext(within, http.MethodGet, c.Base+call.Path, http.NoBody)
	if err != nil {
		a.status, a.failed = -1, err.Error()
		return a, nil
	}
	c.authorize(request, call)
	response, err := c.HTTP.Do(request)
	if err == nil {
		defer response.Body.Close()
		a.status, a.header = response.StatusCode, response.Header
		a.body, err = io.ReadAll(io.LimitReader(response.Body, maxAnswer+1))
	}
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		a.status, a.failed = 0, reason(err)
	case len(a.body) > maxAnswer:
		a.status, a.failed = -1, fmt.Sprintf("the answer has more than %d bytes", maxAnswer)
	default:
		a.json, _ = parseValue(a.body) // nil if it is no JSON
	}
	return a, nil
}

// reason is an error of a call without what the user knows already.
func reason(err error) string {
	if errors.Is(err, context.DeadlineExceeded) {
		return fmt.Sprintf("no answer within %s", callWithin)
	}
	if e := new(url.Error); errors.As(err, &e) {
		err = e.Err
	}
	return err.Error()
}

func (c *Client) authorize(r *http.Request, call Call) {
	if call.Header[0] != "" {
		r.Header.Set(call.Header[0], call.Header[1])
	}
	switch by := c.Credentials; {
	case call.Anonymous:
	case by.Token != "":
		r.Header.Set("X-Auth-Token", by.Token)
	case by.Access != "":
		if by.SecurityToken != "" {
			r.Header.Set("X-Security-Token", by.SecurityToken)
		}
		auth.Sign(r, by.Access, by.Secret, c.Now())
	}
}

// masked returns a text without the credentials, in case that a server repeats them.
func (c *Client) masked(s string) string {
	for _, secret := range []string{c.Credentials.Secret, c.Credentials.Token, c.Credentials.SecurityToken, c.Credentials.Access} {
		if secret != "" {
			s = strings.ReplaceAll(s, secret, "***")
		}
	}
	return s
}
