// Package timeout is how long a server waits for its clients, in real time, and
// how an answer that takes its time gets round that.
package timeout

import (
	"errors"
	"io"
	"net/http"
	"time"
)

// Limits of a server: to read a request and to write an answer, which may be a
// page of a million jobs.
const (
	Read  = time.Minute
	Write = 5 * time.Minute
)

// ErrStopping is the cause that ends the context of a call when its server stops. A
// client that goes away has another.
var ErrStopping = errors.New("the server stops")

// Lift lifts the server's time limits from a call. Where that is not possible
// there is no server with limits.
func Lift(w *http.ResponseController, r *http.Request) {
	const maxBody = 256 << 10                    // bytes of a body that no call has
	_, _ = io.CopyN(io.Discard, r.Body, maxBody) // net/http sees a client leave only behind the body
	_ = w.SetReadDeadline(time.Time{})
	_ = w.SetWriteDeadline(time.Time{})
}

// Renew sets the limits anew, for the rest of a call.
func Renew(w *http.ResponseController, now time.Time) {
	_ = w.SetReadDeadline(now.Add(Read))
	RenewWrite(w, now)
}

// RenewWrite sets anew how long the client may take to read; it may be quiet
// itself.
func RenewWrite(w *http.ResponseController, now time.Time) { _ = w.SetWriteDeadline(now.Add(Write)) }
