package gesapi

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/emulator/world"
	"github.com/ges-emulator/ges-emulator/internal/text"
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

// coded is the failure that a code of the error table stands for.
func coded(code string) *failure {
	e, _ := ges.LookUpError(code)
	return &failure{status: e.Status, code: code, message: e.Message, gateway: e.Gateway()}
}

// badParameter says which parameter is wrong, what came and what is allowed,
// after the vendor's own message.
func badParameter(name, came, allowed string) *failure {
	f := coded(ges.IncorrectParameter)
	f.message = fmt.Sprintf("%s %s: %s is not %s.", f.message, name, quote(came), allowed)
	return f
}

// quote is a text as messages show it: long ones are cut.
func quote(s string) string {
	const limit = 80 // bytes
	if len(s) > limit {
		return strconv.Quote(text.Prefix(s, limit)) + text.Ellipsis
	}
	return strconv.Quote(s)
}

// noProject answers for a project that the scenario does not have, and for one
// too many. The first is a 404 in the gateway's shape, unlike the code's own row
// in the table.
func (a *API) noProject(id string, why error) *failure {
	if errors.Is(why, world.ErrTooManyProjects) {
		a.log.Error("too many projects: delete those that are no longer needed, or raise --max-projects", "project", id)
		f := coded(ges.InternalError)
		f.status, f.message = http.StatusServiceUnavailable, "The emulator holds as many projects as it may."
		return f
	}
	f := coded(ges.ResourceNotFound)
	f.status, f.gateway = http.StatusNotFound, true
	return f
}

// internalError answers for a bug in the emulator. Why is in the log only.
func internalError() *failure {
	f := coded(ges.InternalError)
	f.status, f.message = http.StatusInternalServerError, "internal error"
	return f
}

// forced is the failure that a fault asks for.
func forced(fault *scenario.Fault) *failure {
	reply := fault.Reply
	f := coded(reply.Code)
	if reply.Status != 0 {
		f.status = reply.Status
	}
	if reply.Message != "" {
		f.message = reply.Message
	}
	f.headers, f.body = reply.Headers, reply.Body
	return f
}

// noSuchAPI answers what is no emulated call: another path, another method.
func (a *API) noSuchAPI(err error, c echo.Context) {
	f := internalError()
	call := &call{began: a.begin(c.Request().Context()), errorBody: a.world.Scenario().Compat.ErrorBody}
	if e := new(echo.HTTPError); errors.As(err, &e) {
		f = coded(ges.NoSuchAPI)
		c.Response().Header().Del(echo.HeaderAllow) // echo's hint at what the path would take
		a.strayed(c.Request(), call, f)
	}
	if err := a.writeError(c, call, f); err != nil {
		a.log.Error("answer not written", "error", err)
	}
}

// writeError writes any error as an answer. It is the only place that does.
func (a *API) writeError(c echo.Context, call *call, err error) error {
	f := new(failure)
	if !errors.As(err, &f) {
		a.log.Error("call failed", "call", c.Request().URL.String(), "error", err)
		f = internalError()
	}
	a.writeHead(c, call)
	header := c.Response().Header()
	for _, h := range f.headers {
		header.Set(h.Name, h.Value)
	}
	body := errorBody(f, call.errorBody, header.Get("X-Request-Id"))
	err = writeAnswer(c, f.status, body)
	a.done(c, call, f)
	return err
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
	case shape == scenario.ErrCode:
		fields = []string{"errCode", f.code, "externalMessage", f.message}
	case shape == scenario.ErrorCode:
		fields = []string{"error_code", f.code, "error_msg", f.message}
	}
	var b []byte
	for i := 0; i < len(fields); i += 2 {
		b = append(b, "{,"[min(i, 1)])
		b = appendString(b, fields[i])
		b = append(b, ':')
		b = appendString(b, fields[i+1])
	}
	return append(b, '}')
}
