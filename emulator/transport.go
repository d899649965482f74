package emulator

import (
	"log/slog"
	"net/http"

	"github.com/ges-emulator/ges-emulator/internal/inprocess"
)

// Transport answers calls of an [http.Client] by the emulator, without a port:
// to every host, over http and https alike. What a client gets is what it would
// get from a server, broken connections too, but for time limits of the server:
//
//	client := &http.Client{Transport: ges.Transport()}
//
// It runs each call in goroutines of the caller's, which end with the call or,
// of an answer of more than 64 KiB, when its body was read or closed. So it
// works inside testing/synctest, where a fault's delay takes no real time.
func (e *Emulator) Transport() http.RoundTripper {
	return inprocess.Transport{Handler: e, ErrorLog: slog.NewLogLogger(e.log.Handler(), slog.LevelWarn)}
}
