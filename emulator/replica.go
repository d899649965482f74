package emulator

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/ges-emulator/ges-emulator/emulator/auth"
	"github.com/ges-emulator/ges-emulator/emulator/control"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/internal/access"
)

// WithReplica makes the emulator one of several that are one service behind a proxy, which
// sends all calls of a project to the same one; docs/deployment.md describes it. The name
// differs from those of the others. The tokens and temporary keys that one issues are taken
// by all: they are signed with the token key, which is the same for all; "": it follows from
// the scenario's seed. The control API refuses *, as an answer would be that of one replica.
func WithReplica(name, tokenKey string) Option {
	return func(c *config) error {
		if err := access.CheckReplica(name); err != nil {
			return fmt.Errorf("replica: %w", err)
		}
		c.replica = &auth.Replica{Name: name, Key: tokenKey}
		return nil
	}
}

// replicaHeader is that of a control call about * by a client that calls every replica.
const replicaHeader = "Ges-Emulator-Replica"

// oneReplica refuses control calls about all projects where the emulator has only some of
// them.
func (c *config) oneReplica(h http.Handler) http.Handler {
	if c.replica == nil {
		return h
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		rest, isProject := strings.CutPrefix(r.URL.Path, control.Prefix+"/projects/")
		id, _, _ := strings.Cut(rest, "/")
		if isProject && id == scenario.AnyProject && r.Header.Get(replicaHeader) != "each" {
			control.WriteOneReplica(w)
			return
		}
		h.ServeHTTP(w, r)
	})
}
