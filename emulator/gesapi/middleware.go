package gesapi

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"net/http"
	"runtime/debug"
	"slices"
	"sync/atomic"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/ges-emulator/ges-emulator/emulator/api"
	"github.com/ges-emulator/ges-emulator/emulator/auth"
	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/journal"
	"github.com/ges-emulator/ges-emulator/emulator/world"
)

// call is one request on its way to an answer.
type call struct {
	world.Call
	send      func() // sends an answer that was captured, before the call is recorded; nil: none was
	after     func() // what becomes of the connection once the call is recorded; nil: nothing
	operation ges.Operation
	errorBody string     // the shape of the service's own errors
	bound     *boundCall // nil: none of the service's operations
	body      *boundBody // nil: the operation takes none
	cached    []byte     // the answer, ready; nil: it is yet to be written
	count     int        // of the list that it showed, all pages
	started   time.Time  // real time; zero: nobody wants to know
	abandoned bool       // the client went away before any answer
	head      *head      // nil: no headers are set yet
}

// head is the values of the headers of an answer, in one allocation. It is not reused
// as the call is: whoever holds the answer may read them later.
type head struct{ contentType, requestID, date, contentLength [1]string }

// serve takes a request through all that comes before its handler: project,
// now, credentials, fault. Whatever goes wrong, there or in the handler, is written here.
func (a *API) serve(c echo.Context, m match) {
	call := a.newCall()
	call.operation, call.bound = m.route.operation.ID, a.bound.of(m, c.Request().URL.RawQuery)
	call.started, call.errorBody = a.begin(c.Request().Context()), errorShape(m.route.Version, a.world.Scenario().Compat)
	defer a.recover(c, call)
	if err := a.answer(c, m.path[0], call); err != nil {
		_ = a.writeError(c, call, err) // an error means that the client has gone away
	} else {
		a.done(c, call, nil)
	}
	if call.after != nil {
		call.after()
	}
	a.release(call)
}

// newCall returns an empty call, in the memory of an earlier one if there is one.
func (a *API) newCall() *call {
	if c, ok := a.calls.Get().(*call); ok {
		return c
	}
	return new(call)
}

// release lets a later call have the memory of one that is done with: answered,
// recorded, and off its connection. One that panicked is not released.
func (a *API) release(c *call) {
	c.End()
	*c = call{}
	a.calls.Put(c)
}

// answer answers a call to the project of an id.
func (a *API) answer(c echo.Context, id string, call *call) error {
	r := c.Request()
	if !ges.ValidProjectID(id) {
		bad := journal.NewViolation(journal.BadProjectID, projectIDName, id, ges.ProjectIDRule)
		a.recordUnrouted(r, call, append(checkRequest(r, "", call.bound.violations), bad))
		return api.BadParameter(projectIDName, id, ges.ProjectIDRule)
	}
	if err := a.readBody(c, call); err != nil {
		a.recordUnrouted(r, call, call.bound.violations)
		return err
	}
	violations, covered := call.check(r, id)
	refusal := a.strictRefusal(violations)
	call.Request = world.Request{
		Operation:   call.operation,
		Query:       call.bound.lookUp,
		Header:      r.Header,
		RawQuery:    call.bound.query.shown,
		Credentials: auth.CredentialsOf(r),
		Violations:  violations,
		Covered:     covered,
		Refused:     refusal != nil,
		Incoming:    call.incoming(r),
		GraphID:     call.bound.request.Text("graphId"),
		GraphName:   call.body.graphName(),
	}
	answer, err := a.transact(id, call, refusal)
	if call.Number == 0 {
		a.recordUnrouted(r, call, violations)
		return a.noProject(id, err)
	}
	a.abortIfNotPersisted()
	a.logViolations(r, id, call.Number, call.NewViolations)
	a.logRefusal(r, call)
	a.writeHead(c, call)
	if call.Hit.Fault != nil && !a.applyFault(c, call) {
		return nil
	}
	if err != nil {
		return err
	}
	return a.write(c, call, answer)
}

// transact runs the transaction of a call on the project of an id. A fault may replace the
// answer of a call that has submitted its job: then the error is the reply, and the job
// stays.
func (a *API) transact(id string, call *call, refusal error) (answer any, err error) {
	var lost error
	err = a.world.Do(id, &call.Call, func(tx *world.Tx) error {
		var err error
		call.errorBody = errorShape(call.version(), tx.Compat())
		if answer, err = a.decide(tx, call, refusal); err != nil {
			coverError(tx, err)
			return err
		}
		if call.JobID != "" && tx.MeetAcceptedFault() && call.Hit.Fault.HasReply() {
			lost = replyFailure(call.Hit.Fault)
			coverError(tx, lost)
		}
		return nil
	})
	return answer, cmp.Or(err, lost)
}

// check is the violations of a request of a project, and what it covers.
func (call *call) check(r *http.Request, id string) ([]journal.Violation, *journal.Set) {
	violations, body := checkRequest(r, id, call.bound.violations), call.body
	if body == nil {
		return violations, &call.bound.covered
	}
	body.covered.AddAll(&call.bound.covered)
	return append(violations, body.violations...), &body.covered
}

// version is the version of the API that was called.
func (call *call) version() ges.Version { return call.bound.route.Version }

// request is the bound request.
func (call *call) request() *api.Request {
	if call.body == nil {
		return &call.bound.request
	}
	r := call.bound.request
	r.Body, r.Problems = call.body.body, append(slices.Clip(r.Problems), call.body.problems...)
	return &r
}

// readBody reads and binds the body of a call whose operation takes one. The body can be
// read again afterwards, as signatures cover it.
func (a *API) readBody(c echo.Context, call *call) error {
	r, o := c.Request(), call.bound.route.operation
	if o.Group() == ges.Read {
		return nil
	}
	if r.ContentLength > auth.MaxBody {
		return tooLarge()
	}
	data, err := io.ReadAll(io.LimitReader(r.Body, auth.MaxBody+1))
	switch {
	case err != nil:
		return codeFailure(ges.BadRequest)
	case len(data) > auth.MaxBody:
		return tooLarge()
	}
	r.Body = io.NopCloser(bytes.NewReader(data))
	call.body = bindBody(o, call.version(), data)
	return nil
}

// decide works out what a call is answered, within its transaction.
func (a *API) decide(tx *world.Tx, call *call, refusal error) (answer any, err error) {
	switch {
	case call.Refusal != nil:
		return nil, refusalFailure(call.Refusal)
	case refusal != nil:
		return nil, refusal
	case call.Hit.Fault != nil && call.Hit.Fault.HasReply():
		return nil, replyFailure(call.Hit.Fault)
	case call.Hit.Fault != nil && leavesUnanswered(call.Hit.Fault):
		return nil, nil
	default:
		return a.trueAnswer(tx, call)
	}
}

// coverError notes which error a call is answered.
func coverError(tx *world.Tx, err error) {
	if f, ok := failureOf(err); ok {
		var covered journal.Set
		covered.AddAnswer(f.status, f.code)
		tx.Cover(&covered)
	}
}

// abortIfNotPersisted breaks the connection of a call in place of an answer,
// where what it did may not be saved.
func (a *API) abortIfNotPersisted() {
	if a.world.PersistenceFailed() {
		panic(http.ErrAbortHandler)
	}
}

// projectIDName is the parameter in the path.
const projectIDName = "projectId"

// recordUnrouted notes the violations of a call that reached no project.
func (a *API) recordUnrouted(r *http.Request, call *call, violations []journal.Violation) {
	incoming := call.incoming(r)
	_, slot, added := a.world.RecordUnrouted("", &incoming, violations, new(journal.Set))
	call.Slot = slot
	a.logViolations(r, "", 0, added)
}

// writeHead sets the headers that every answer carries.
func (a *API) writeHead(c echo.Context, call *call) {
	h := c.Response().Header()
	var id string
	now := a.world.Scenario().Clock.Start
	if call.Number > 0 {
		id, now = string(call.AppendRequestID(make([]byte, 0, 32))), call.Now
	} else {
		id = a.world.RequestID(c.Request().Method, c.Request().URL.Path)
	}
	call.head = &head{[1]string{jsonType}, [1]string{id}, [1]string{a.dates.of(now, dateText)}, [1]string{}}
	h["Content-Type"] = call.head.contentType[:]
	h["X-Request-Id"] = call.head.requestID[:]
	h["Date"] = call.head.date[:]
}

// secondText is the text of the second that was last asked for: most calls are made
// in the second of the one before.
type secondText struct{ last atomic.Pointer[textOfSecond] }

type textOfSecond struct {
	second clock.Instant
	text   string
}

// of returns the text of an instant, to the nearest second as all times of the API
// are. format makes it; it is the same one in each call.
func (t *secondText) of(now clock.Instant, format func(clock.Instant) string) string {
	now = now.Rounded()
	if last := t.last.Load(); last != nil && last.second == now {
		return last.text
	}
	text := format(now)
	t.last.Store(&textOfSecond{now, text})
	return text
}

// dateText is an instant as the Date header has it.
func dateText(now clock.Instant) string { return now.Time().Format(http.TimeFormat) }

// recover answers a call whose handler panicked. The client learns nothing of
// why; the log does.
func (a *API) recover(c echo.Context, call *call) {
	cause := recover()
	if cause == nil {
		return
	}
	defer call.End()
	if cause == http.ErrAbortHandler { //nolint:errorlint,err113 // net/http compares in this way too
		panic(cause)
	}
	a.log.Error("panic while answering a call", "call", c.Request().Method+" "+c.Request().URL.String(),
		"panic", fmt.Sprint(cause), "stack", string(debug.Stack()))
	if c.Response().Committed {
		panic(http.ErrAbortHandler) // half an answer must not look like a whole one
	}
	if err := a.writeError(c, call, internalError()); err != nil {
		a.log.Error("answer not written", "error", err)
	}
	if call.after != nil {
		call.after()
	}
}
