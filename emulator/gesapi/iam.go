package gesapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/fault"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/world"
	"github.com/ges-emulator/ges-emulator/internal/encode"
)

// maxTokenRequest bounds the body of a request for credentials, in bytes.
const maxTokenRequest = 1 << 20

// iamHandler answers a call of the identity service.
type iamHandler struct {
	id     ges.Operation
	handle func(*API, iamCall) (iamAnswer, error)
}

// iamHandlers is the one table of them: the calls of the vendor's identity service
// (IAM) that clients make before their first call of the service itself, so that one
// whose endpoints all point here runs unchanged.
//
// They belong to no project and move no clock. Those that act for a caller, who validates
// a token or gets a temporary key, check credentials as the scenario demands; the others
// answer whatever it says, so that a scenario without credentials can be called by a
// client that insists on some.
var iamHandlers = [...]iamHandler{
	{ges.CreateToken, (*API).createToken},
	{ges.ValidateToken, (*API).validateToken},
	{ges.CreateTemporaryKey, (*API).createTemporaryKey},
	{ges.ListProjects, (*API).listProjects},
	{ges.ListAuthProjects, (*API).listAuthProjects},
	{ges.ShowProject, (*API).showProject},
	{ges.ListAuthDomains, (*API).listAuthDomains},
	{ges.ListRegions, (*API).listRegions},
}

// iamCall is a call of the identity service.
type iamCall struct {
	echo.Context

	projectID string // of the path; "": it has none
}

// address returns the address of a path of the emulator, as the client called it.
func (c iamCall) address(path string) string {
	scheme := "http://"
	if c.Request().TLS != nil {
		scheme = "https://"
	}
	return scheme + c.Request().Host + path
}

// token returns the caller's token; "": none.
func (c iamCall) token() string { return c.Request().Header.Get("X-Auth-Token") }

// iamAnswer is a successful answer.
type iamAnswer struct {
	status int
	now    clock.Instant // for the Date header
	token  string        // for X-Subject-Token
	body   any
}

// answerAtStart is an answer that depends on no project and no time.
func (a *API) answerAtStart(body any) (iamAnswer, error) {
	return iamAnswer{status: http.StatusOK, now: a.world.Scenario().Clock.Start, body: body}, nil
}

// serveIAM answers a call of the identity service. Whatever goes wrong is
// written here.
func (a *API) serveIAM(c echo.Context, m match) {
	scenario := a.world.Scenario()
	call := &call{operation: m.route.operation.ID, started: a.begin(c.Request().Context()), errorBody: scenario.Compat.ErrorBody}
	call.Now = scenario.Clock.Start
	incoming := call.incoming(c.Request())
	call.Hit, call.Slot = a.world.IdentityCall(fault.Call{
		Operation: call.operation, Query: c.QueryParam, Header: c.Request().Header.Get, Graph: func() string { return "" },
	}, &incoming)
	defer a.recover(c, call)
	answer, err := a.decideIAM(iamCall{c, m.path[0]}, call)
	a.abortIfNotPersisted()
	a.writeHead(c, call)
	switch {
	case call.Hit.Fault != nil && !a.applyFault(c, call):
		a.done(c, call, nil)
	case err != nil:
		_ = a.writeError(c, call, err) // an error means that the client has gone away
	default:
		header := c.Response().Header()
		header["Date"] = []string{a.dates.of(answer.now, dateText)}
		if answer.token != "" {
			header["X-Subject-Token"] = []string{answer.token}
		}
		_ = writeAnswer(c, call, answer.status, encode.MustJSON(answer.body)) // as above
		a.done(c, call, nil)
	}
	if call.after != nil {
		call.after()
	}
}

// decideIAM works out what a call is answered. A fault that replaces the answer leaves
// everything as it is.
func (a *API) decideIAM(c iamCall, call *call) (iamAnswer, error) {
	if f := call.Hit.Fault; f != nil {
		if f.HasReply() {
			return iamAnswer{}, replyFailure(f)
		}
		if leavesUnanswered(f) {
			return iamAnswer{}, nil
		}
	}
	for _, h := range iamHandlers {
		if h.id == call.operation {
			return h.handle(a, c)
		}
	}
	panic("no handler of " + string(call.operation))
}

// iamError is a failure in the shape of the identity service (vendor's page).
func iamError(status int, format string, args ...any) *failure {
	message := fmt.Sprintf(format, args...)
	body := string(encode.MustJSON(map[string]any{
		"error": struct {
			Code    int    `json:"code"`
			Message string `json:"message"`
			Title   string `json:"title"`
		}{status, message, http.StatusText(status)},
	}))
	return &failure{status: status, message: message, body: &body}
}

// badIAMRequest begins with the vendor's own message.
func badIAMRequest(format string, args ...any) *failure {
	return iamError(http.StatusBadRequest, "The request body is invalid: "+format, args...)
}

// readIAMRequest reads a body of JSON, which can be read again afterwards, as signatures
// cover it.
func readIAMRequest(r *http.Request, into any) error {
	data, err := io.ReadAll(io.LimitReader(r.Body, maxTokenRequest+1))
	switch {
	case err != nil:
		return badIAMRequest("it broke off")
	case len(data) > maxTokenRequest:
		return iamError(http.StatusRequestEntityTooLarge, "The request body is larger than %d bytes", maxTokenRequest)
	case json.Unmarshal(data, into) != nil:
		return badIAMRequest("it is not JSON, or has a value of another type")
	}
	r.Body = io.NopCloser(bytes.NewReader(data))
	return nil
}

// inIAMProject runs a transaction in the project that a call of the identity service is
// about.
func (a *API) inIAMProject(id string, do func(*world.Tx) error) error {
	err := a.world.Do(id, nil, do)
	switch {
	case errors.Is(err, world.ErrUnknownProject):
		return unknownProject(id)
	case errors.Is(err, world.ErrTooManyProjects):
		a.log.Error("too many projects", "hint", world.TooManyProjectsHint, "project", id)
		return iamError(http.StatusServiceUnavailable, "The emulator holds as many projects as it may.")
	}
	return err
}

func unknownProject(id string) *failure {
	return iamError(http.StatusNotFound, "Could not find project: %s.", id)
}
