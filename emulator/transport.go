package emulator

import (
	"log/slog"
	"net/http"

	"github.com/ges-emulator/ges-emulator/internal/inprocess"
)

// Transport connects an [http.Client] to the emulator without a port, whatever the
// host, over http and https alike. Answers and broken connections are those of a
// server, except that the server has no time limits:
//
//	client := &http.Client{Transport: ges.Transport()}
//
// The goroutines of a call end with it or, if its answer has more than 64 KiB, when
// the body was read or closed. So it works inside testing/synctest, where a fault's
// delay takes no real time.
func (e *Emulator) Transport() http.RoundTripper {
	return inprocess.Transport{Handler: e, ErrorLog: slog.NewLogLogger(e.log.Handler(), slog.LevelWarn)}
}
