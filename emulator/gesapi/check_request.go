package gesapi

import (
	"fmt"
	"log/slog"
	"math"
	"net/http"
	"slices"
	"strings"

	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/journal"
	"github.com/ges-emulator/ges-emulator/internal/suggest"
	"github.com/ges-emulator/ges-emulator/internal/urlpath"
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
	if received := r.Header["Content-Type"]; len(received) > 0 && !isJSON(received[0]) && (r.ContentLength != 0 || r.Method == http.MethodGet) {
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
// project that its path names, if that exists, else in none: it makes no project.
func (a *API) recordUnserved(r *http.Request, m match, call *call, f *failure) {
	var violations []journal.Violation
	var covered journal.Set
	isIAM := ges.IsIAMPath(urlpath.Normalize(r.URL).EscapedPath())
	if !isIAM { // that service has many calls, and a contract of its own
		covered.AddAnswer(f.status, f.code)
		if v, ok := checkRoute(r, m); ok {
			violations = []journal.Violation{v}
		}
	}
	id := m.path[0]
	if isIAM {
		id = "" // its calls belong to no project
	}
	incoming := call.incoming(r)
	project, slot, added := a.world.RecordUnrouted(id, &incoming, violations, &covered)
	call.Slot = slot
	a.logViolations(r, project, 0, added)
}

// checkRoute says why a request is none of the emulated calls. What browsers and
// probes ask of any server is not taken for a call.
func checkRoute(r *http.Request, m match) (journal.Violation, bool) {
	path := urlpath.Normalize(r.URL).EscapedPath()
	switch {
	case m.route != nil:
		return journal.NewViolation(journal.NotEmulated, "operation", m.route.Name, m.route.String()), true
	case path == "" || path == "/" || path == "/favicon.ico":
		return journal.Violation{}, false
	case r.Method == http.MethodOptions && r.Header.Get("Access-Control-Request-Method") != "":
		return journal.Violation{}, false // the browser asks on its own
	case len(m.actions) > 0:
		action := actionID(r.URL.RawQuery)
		return journal.NewViolation(journal.UnknownPath, ges.ActionID, action, strings.Join(m.actions, ", ")).
			WithSuggestion(suggest.Closest(action, m.actions)), true
	case len(m.allowed) > 0:
		return journal.NewViolation(journal.WrongMethod, "method", r.Method, strings.Join(m.allowed, ", ")), true
	}
	return journal.NewViolation(journal.UnknownPath, "path", path, pathRule).WithSuggestion(nearestPath(r.URL.Path)), true
}

// pathRule is how the paths of the calls begin.
const pathRule = "/v1.0/{projectId}/graphs or /v2/{project_id}/graphs"

// nearestPath is the path of the vendor's that was probably meant by another; "":
// none is near.
func nearestPath(path string) (nearest string) {
	routes := emulatedRoutes()
	operations := ges.Operations()
	for i := range operations {
		for _, r := range operations[i].Routes {
			routes = append(routes, &route{r, &operations[i]})
		}
	}
	least := math.MaxInt
	for _, r := range routes {
		if near, distance, ok := nearTemplate(path, r.Path()); ok && distance < least {
			nearest, least = near, distance
		}
	}
	return nearest
}

// nearTemplate is the path that was meant if it was one of a template: ok if the
// template has the same segments, but for one, or but for slips of the pen.
func nearTemplate(path, template string) (near string, distance int, ok bool) {
	received := slices.DeleteFunc(strings.Split(path, "/"), func(s string) bool { return s == "" })
	want := strings.Split(template, "/")[1:]
	if len(received) != len(want) {
		return "", 0, false
	}
	others, slips, values := 0, 0, 0
	for i := range want {
		switch {
		case strings.HasPrefix(want[i], "{") && ges.ValidProjectID(received[i]):
			want[i] = received[i]
			values++
		case received[i] == want[i]:
		case suggest.Closest(received[i], want[i:i+1]) != "":
			slips++
		default:
			others++
		}
	}
	return "/" + strings.Join(want, "/"), len(want)*others + slips + values, others == 0 || others == 1 && slips == 0
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
