package record

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"strings"
	"syscall"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/internal/linger"
)

// unanswered records a call that has no answer, and breaks the client's connection in the
// same way. Only a server that cannot be reached at all has an answer of the proxy's.
func (p *Proxy) unanswered(w http.ResponseWriter, r *http.Request, err error) {
	e := exchangeOf(r.Context())
	broken := reason(r, err)
	if e != nil {
		e.end("no answer: " + broken)
	}
	var dialed *net.OpError
	if errors.As(err, &dialed) && dialed.Op == "dial" || isLookUp(err) {
		refuse(w, http.StatusBadGateway, "EMULATOR.UpstreamUnreachable", "ges-emulator record cannot reach the upstream: "+broken+".")
		return
	}
	hijack(w, broken)
}

func isLookUp(err error) bool {
	var lookUp *net.DNSError
	return errors.As(err, &lookUp)
}

// reason says why there is no answer, without addresses.
func reason(r *http.Request, err error) string {
	var timed net.Error
	switch {
	case isLookUp(err):
		return "there is no such host"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "nothing listens there"
	case r.Context().Err() != nil:
		return "the client left"
	case errors.Is(err, syscall.ECONNRESET):
		return "the connection was reset"
	case strings.Contains(err.Error(), "malformed HTTP"):
		return "what came is no HTTP"
	case strings.Contains(err.Error(), "certificate") || strings.Contains(err.Error(), "tls:"):
		return "the TLS handshake failed"
	case errors.As(err, &timed) && timed.Timeout():
		return "it took too long"
	}
	return "the connection was closed"
}

// hijack ends the connection of a client without an answer.
func hijack(w http.ResponseWriter, broken string) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	switch {
	case strings.Contains(broken, "reset"):
		if tcp, ok := conn.(interface{ SetLinger(seconds int) error }); ok {
			_ = tcp.SetLinger(0) // so that the close is a reset
		}
		_ = conn.Close()
	case strings.Contains(broken, "no HTTP"):
		linger.Close(context.Background(), conn, []byte("\x00\x01 this is no HTTP\r\n\r\n"), clock.Wall())
	default:
		_ = conn.Close()
	}
}

// refuse is an answer of the proxy's own, in the shape of the gateway's.
func refuse(w http.ResponseWriter, status int, code, message string) {
	body, _ := json.Marshal(struct { // texts can always be written
		Message string `json:"error_msg"`
		Code    string `json:"error_code"`
	}{message, code})
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(body)
}
