package auth

import (
	"net/http"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/fake"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// Checker knows the credentials of a scenario. It is safe for concurrent use.
type Checker struct {
	auth scenario.Auth
}

// New is the checker of what a scenario says about credentials. What it invents
// follows from the key; wall is the wall clock, normally [clock.Wall].
func New(a scenario.Auth, key fake.Key, wall func() time.Time) *Checker {
	return &Checker{auth: a}
}

// Credentials are what a request says of who makes it. The zero value is of a
// scenario that asks for none: it is never refused.
type Credentials struct{}

// Read takes the credentials from a request, and works out its signature if it
// has one. The request's body can be read again afterwards. An error means that
// the body could not be read.
func (c *Checker) Read(r *http.Request) (Credentials, error) { return Credentials{}, nil }

// Refusal says why a call may not be made.
type Refusal struct {
	Code   string // of the error table, such as APIGW.0301
	Detail string // after the table's message, such as «: decrypt token fail»
	Log    string // more, for the log at level debug
}

// Refuse says why the credentials do not allow an operation in a project at an
// instant of virtual time; nil when they do.
func (c Credentials) Refuse(operation ges.Operation, projectID string, now clock.Instant) *Refusal {
	return nil
}
