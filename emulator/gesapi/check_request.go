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
		violations = append(violations, journal.New(journal.ProjectIDLetters, projectIDName, id, "1 to 64 letters and digits"))
	}
	if r.ContentLength != 0 {
		size := "of unknown length"
		if r.ContentLength > 0 {
			size = fmt.Sprintf("%d bytes", r.ContentLength)
		}
		violations = append(violations, journal.New(journal.Body, "body", size, "none"))
	}
	if came := r.Header["Content-Type"]; len(came) > 0 && !isJSON(came[0]) {
		violations = append(violations, journal.New(journal.ContentType, "Content-Type", came[0], jsonType))
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

// strayed notes a request that is none of the emulated calls.
func (a *API) strayed(r *http.Request, call *call, f *failure) {
	var violations []journal.Violation
	if v, ok := checkRoute(r); ok {
		violations = append(violations, v)
	}
	sent := call.sent(r)
	var met journal.Set
	met.AddAnswer(f.status, f.code)
	if id := idOf(r.URL.Path); id != "" {
		var fresh []journal.Violation
		err := a.world.Do(id, nil, func(tx *world.Tx) error {
			call.Slot, fresh = tx.UnroutedIn(&sent, violations, &met)
			return nil
		})
		if err == nil {
			a.logViolations(r, id, 0, fresh)
			return
		}
	}
	slot, fresh := a.world.Unrouted(&sent, violations, &met)
	call.Slot = slot
	a.logViolations(r, "", 0, fresh)
}

// checkRoute says what is wrong with the path or the method of a request that is
// none of the emulated calls. What browsers and probes ask of any server is not
// taken for a call.
func checkRoute(r *http.Request) (journal.Violation, bool) {
	path := r.URL.Path
	switch {
	case path == "" || path == "/" || path == "/favicon.ico":
		return journal.Violation{}, false
	case r.Method == http.MethodOptions && r.Header.Get("Access-Control-Request-Method") != "":
		return journal.Violation{}, false // the browser asks on its own
	}
	for _, route := range Routes() {
		if near, exact := route.near(path); exact && near == path {
			return journal.New(journal.WrongMethod, "method", r.Method, route.Method), true
		}
	}
	calls := make([]string, 0, 1)
	for _, route := range Routes() {
		calls = append(calls, route.Method+" "+route.Path)
	}
	v := journal.New(journal.UnknownPath, "path", path, strings.Join(calls, ", "))
	for _, route := range Routes() {
		if near, ok := route.near(path); ok {
			return v.Instead(near), true
		}
	}
	return v, true
}

// near is the route's path that was probably meant by another: the same
// segments, but for one, or but for slips of the pen.
func (r Route) near(path string) (string, bool) {
	came := slices.DeleteFunc(strings.Split(path, "/"), func(s string) bool { return s == "" })
	want := strings.Split(r.Path, "/")[1:]
	if len(came) != len(want) {
		return "", false
	}
	others, slips := 0, 0
	for i := range want {
		switch {
		case strings.HasPrefix(want[i], "{") && ges.ValidProjectID(came[i]):
			want[i] = came[i]
		case came[i] == want[i]:
		case suggest.Closest(came[i], want[i:i+1]) != "":
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
func (a *API) logViolations(r *http.Request, project string, call int, fresh []journal.Violation) {
	for _, v := range fresh {
		level := slog.LevelWarn
		if v.Severity() == journal.Info {
			level = slog.LevelInfo
		}
		rule, _ := journal.LookUpRule(v.Rule)
		a.log.LogAttrs(r.Context(), level, "violation of the contract", slog.String("rule", string(v.Rule)),
			slog.String("project", project), slog.Int("call", call), slog.String("violation", v.String()), slog.String("where", rule.Where))
	}
}
