package gesapi

import (
	"fmt"
	"log/slog"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/journal"
	"github.com/ges-emulator/ges-emulator/emulator/world"
	"github.com/ges-emulator/ges-emulator/internal/suggest"
)

const jsonType = "application/json"

// checkRequest adds to violations what of a call the contract does not allow
// beside its query. id is its project's, "" when it has none.
func checkRequest(r *http.Request, id string, violations []journal.Violation) []journal.Violation {
	violations = slices.Clip(violations) // they belong to the query
	if strings.IndexByte(id, '-') >= 0 || strings.IndexByte(id, '_') >= 0 {
		violations = append(violations, journal.NewViolation(journal.ProjectIDLetters, projectIDName, id, "1 to 64 letters and digits"))
	}
	if r.ContentLength != 0 && r.Method == http.MethodGet {
		size := "of unknown length"
		if r.ContentLength > 0 {
			size = fmt.Sprintf("%d bytes", r.ContentLength)
		}
		violations = append(violations, journal.NewViolation(journal.Body, "body", size, "none"))
	}
	if received := r.Header["Content-Type"]; len(received) > 0 && !isJSON(received[0]) {
		violations = append(violations, journal.NewViolation(journal.ContentType, "Content-Type", received[0], jsonType))
	}
	return violations
}

// isJSON says whether a Content-Type is one that may come. The vendor's SDKs
// send it with every call; parameters such as charset are fine.
func isJSON(contentType string) bool {
	if contentType == jsonType || contentType == "" {
		return true
	}
	media, _, _ := strings.Cut(contentType, ";")
	return strings.EqualFold(strings.TrimSpace(media), jsonType)
}

// recordUnserved notes a request that is none of the emulated calls, and why, in the
// project that its path names, or in none. What is not emulated begins no project.
func (a *API) recordUnserved(r *http.Request, m match, call *call, f *failure) {
	var violations []journal.Violation
	id := idOf(r.URL.Path)
	if m.route != nil {
		if id = m.path[0]; !ges.ValidProjectID(id) {
			id = ""
		}
		violations = []journal.Violation{journal.NewViolation(journal.NotEmulated, "operation", m.route.Name, m.route.String())}
	} else if v, ok := checkRoute(r, m.allowed); ok {
		violations = []journal.Violation{v}
	}
	incoming := call.incoming(r)
	var covered journal.Set
	covered.AddAnswer(f.status, f.code)
	if id != "" {
		noted := false
		var added []journal.Violation
		err := a.world.Do(id, nil, func(tx *world.Tx) error {
			if noted = m.route == nil || tx.Lives(); noted {
				call.Slot, added = tx.RecordUnrouted(&incoming, violations, &covered)
			}
			return nil
		})
		if err == nil && noted {
			a.logViolations(r, id, 0, added)
			return
		}
	}
	slot, added := a.world.RecordUnrouted(&incoming, violations, &covered)
	call.Slot = slot
	a.logViolations(r, "", 0, added)
}

// checkRoute says what is wrong with the path or the method of a request that has
// no route. What browsers and probes ask of any server is not taken for a call.
// allowed is the methods that the path takes.
func checkRoute(r *http.Request, allowed []string) (journal.Violation, bool) {
	path := r.URL.Path
	switch {
	case path == "" || path == "/" || path == "/favicon.ico":
		return journal.Violation{}, false
	case r.Method == http.MethodOptions && r.Header.Get("Access-Control-Request-Method") != "":
		return journal.Violation{}, false // the browser asks on its own
	case len(allowed) > 0:
		return journal.NewViolation(journal.WrongMethod, "method", r.Method, strings.Join(allowed, ", ")), true
	}
	routes := emulatedRoutes()
	calls := make([]string, len(routes))
	for i, route := range routes {
		calls[i] = route.String()
	}
	v := journal.NewViolation(journal.UnknownPath, "path", path, strings.Join(calls, ", "))
	for _, route := range routes {
		if near, ok := nearestRoute(path, route.Path()); ok {
			return v.WithSuggestion(near), true
		}
	}
	return v, true
}

// nearestRoute is the path that was probably meant by another: a template with the same
// segments, but for one, or but for slips of the pen.
func nearestRoute(path, template string) (string, bool) {
	received := slices.DeleteFunc(strings.Split(path, "/"), func(s string) bool { return s == "" })
	want := strings.Split(template, "/")[1:]
	if len(received) != len(want) {
		return "", false
	}
	others, slips := 0, 0
	for i := range want {
		switch {
		case strings.HasPrefix(want[i], "{") && ges.ValidProjectID(received[i]):
			want[i] = received[i]
		case received[i] == want[i]:
		case suggest.Closest(received[i], want[i:i+1]) != "":
			slips++
		default:
			others++
		}
	}
	return "/" + strings.Join(want, "/"), others == 0 || others == 1 && slips == 0
}

// version is the first segment of a path that has a project id after it.
var version = regexp.MustCompile(`^/+v[0-9.]+/+([A-Za-z0-9_-]{1,64})(/|$)`)

// idOf is the project id in the path of no call; "" when there is none.
func idOf(path string) string {
	if found := version.FindStringSubmatch(path); found != nil {
		return found[1]
	}
	return ""
}

// logViolations writes a line about each violation that is there for the first
// time.
func (a *API) logViolations(r *http.Request, project string, call int, added []journal.Violation) {
	for _, v := range added {
		if v.Severity() == journal.EmulatorLimit {
			a.log.LogAttrs(r.Context(), slog.LevelInfo, "not emulated", slog.String("project", project), slog.String("violation", v.String()))
			continue
		}
		level := slog.LevelWarn
		if v.Severity() == journal.Info {
			level = slog.LevelInfo
		}
		rule, _ := journal.LookUpRule(v.Rule)
		a.log.LogAttrs(r.Context(), level, "violation of the contract", slog.String("rule", string(v.Rule)),
			slog.String("project", project), slog.Int("call", call), slog.String("violation", v.String()), slog.String("where", rule.Where))
	}
}
