package gesapi

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/ges-emulator/ges-emulator/emulator/api"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/journal"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/emulator/world"
	"github.com/ges-emulator/ges-emulator/internal/encode"
)

// failure is an error answer.
type failure struct {
	status        int
	code, message string
	gateway       bool // in the shape of the API gateway in front of the service
	headers       []scenario.Param
	body          *string // instead of an error body
}

// Error makes a failure an error that handlers can return.
func (f *failure) Error() string { return fmt.Sprintf("%d %s %s", f.status, f.code, f.message) }

// codeFailure is the failure that a code of the error table stands for.
func codeFailure(code string) *failure {
	e, _ := ges.LookUpError(code)
	return &failure{status: e.Status, code: code, message: e.Message, gateway: e.Gateway()}
}

// failureOf is the failure that an error of a handler stands for; false: it is a
// bug.
func failureOf(err error) (*failure, bool) {
	if e := new(api.Error); errors.As(err, &e) {
		f := codeFailure(e.Code)
		f.message = e.Message
		return f, true
	}
	f := new(failure)
	ok := errors.As(err, &f)
	return f, ok
}

// notEmulated answers an operation of the vendor's that the emulator does not
// have.
func notEmulated(r *route) *failure {
	return &failure{
		status: http.StatusNotImplemented, code: ges.NotImplemented, gateway: true,
		message: "ges-emulator does not emulate " + r.Name + " (" + r.String() + ").",
	}
}

// strictRefusal is the answer of strict mode to violations: the first that is an
// error; nil: none is, or the mode is another.
func (a *API) strictRefusal(violations []journal.Violation) error {
	if !a.strict {
		return nil
	}
	for _, v := range violations {
		if v.Severity() == journal.Error {
			f := codeFailure(ges.IncorrectParameter)
			f.message += " " + v.String() + "."
			return f
		}
	}
	return nil
}

// tooLarge is the gateway's answer to a body of more than auth.MaxBody.
func tooLarge() *failure {
	f := codeFailure(ges.BadRequest)
	f.status, f.message = http.StatusRequestEntityTooLarge, "Request entity too large."
	return f
}

// noProject answers for a project that the scenario does not have, and for one
// too many. The first is a 404 in the gateway's shape, unlike the code's own row
// in the table.
func (a *API) noProject(id string, why error) *failure {
	if errors.Is(why, world.ErrTooManyProjects) {
		a.log.Error("too many projects", "hint", world.TooManyProjectsHint, "project", id)
		f := codeFailure(ges.InternalError)
		f.status, f.message = http.StatusServiceUnavailable, "The emulator holds as many projects as it may."
		return f
	}
	f := codeFailure(ges.ResourceNotFound)
	f.status, f.gateway = http.StatusNotFound, true
	return f
}

// internalError answers for a bug in the emulator. Why is in the log only.
func internalError() *failure {
	f := codeFailure(ges.InternalError)
	f.status, f.message = http.StatusInternalServerError, "internal error"
	return f
}

// replyFailure is the failure that a fault asks for.
func replyFailure(fault *scenario.Fault) *failure {
	reply := fault.Reply
	f := codeFailure(reply.Code)
	if reply.Status != 0 {
		f.status = reply.Status
	}
	if reply.Message != "" {
		f.message = reply.Message
	}
	f.headers, f.body = reply.Headers, reply.Body
	return f
}

// unknownAction answers a call to the path that several operations share, whose action_id
// is none of theirs.
func unknownAction(query string, m match) *failure {
	f := codeFailure(ges.InvalidOperation)
	f.message += fmt.Sprintf(" %s: %s is none of %s.", ges.ActionID, api.Quote(actionID(query)), strings.Join(m.actions, ", "))
	return f
}

// notServed answers a request that is none of the emulated calls: one that has no
// route, or whose operation is not emulated.
func (a *API) notServed(c echo.Context, m match) {
	f, call := codeFailure(ges.NoSuchAPI), &call{started: a.begin(c.Request().Context()), errorBody: a.world.Scenario().Compat.ErrorBody}
	switch {
	case m.route != nil:
		f, call.operation = notEmulated(m.route), m.route.operation.ID
	case len(m.actions) > 0:
		f = unknownAction(c.Request().URL.RawQuery, m)
	}
	defer a.recover(c, call)
	a.recordUnserved(c.Request(), m, call, f)
	_ = a.writeError(c, call, f) // an error means that the client has gone away
}

// writeError writes any error as an answer. It is the only place that does.
func (a *API) writeError(c echo.Context, call *call, err error) error {
	f, ok := failureOf(err)
	if !ok {
		a.log.Error("call failed", "call", c.Request().URL.String(), "error", err)
		f = internalError()
	}
	a.writeHead(c, call)
	header := c.Response().Header()
	for _, h := range f.headers {
		header.Set(h.Name, h.Value)
	}
	body := errorBody(f, call.errorBody, header.Get("X-Request-Id"))
	err = writeAnswer(c, call, f.status, body)
	a.done(c, call, f)
	return err
}

// errorMsg is the shape of all errors of v2, whatever compat.errorBody says.
const errorMsg = "error_msg"

// errorShape is the shape of the errors of a version.
func errorShape(v ges.Version, c scenario.Compat) string {
	if v == ges.V2 {
		return errorMsg
	}
	return c.ErrorBody
}

// errorBody is a failure's body: the gateway's, or the service's own in a shape
// that compat.errorBody names.
func errorBody(f *failure, shape, requestID string) []byte {
	if f.body != nil {
		return []byte(*f.body)
	}
	fields := []string{"errorMessage", f.message, "errorCode", f.code}
	switch {
	case f.gateway:
		fields = []string{"error_msg", f.message, "error_code", f.code, "request_id", requestID}
	case shape == errorMsg:
		fields = []string{"error_msg", f.message, "error_code", f.code}
	case shape == scenario.ErrCode:
		fields = []string{"errCode", f.code, "externalMessage", f.message}
	case shape == scenario.ErrorCode:
		fields = []string{"error_code", f.code, "error_msg", f.message}
	}
	var b []byte
	for i := 0; i < len(fields); i += 2 {
		b = append(b, "{,"[min(i, 1)])
		b = encode.AppendText(b, fields[i])
		b = append(b, ':')
		b = encode.AppendText(b, fields[i+1])
	}
	return append(b, '}')
}
