package emulator_test

import (
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/ges-emulator/ges-emulator/emulator"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
)

// taskPages are the pages of docs/ whose shell sessions are run.
var taskPages = []string{"create-a-graph.md", "backups.md", "refusals.md"}

func taskPage(t *testing.T, page string) string {
	t.Helper()
	data, err := os.ReadFile("../docs/" + page)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// Every command on a page gives what the page shows. A page is one session: its commands
// run in their order.
func TestTaskPages(t *testing.T) {
	fence := regexp.MustCompile("(?s)\n```(\\w*)\n(.*?\n)```\n")
	for _, page := range taskPages {
		t.Run(page, func(t *testing.T) {
			s := session{t: t, variables: map[string]string{}}
			for _, b := range fence.FindAllStringSubmatch(taskPage(t, page), -1) {
				switch b[1] {
				case "yaml":
					s.scenario = b[2]
				case "console":
					s.run(b[2])
				default:
					t.Errorf("nothing checks a block of %q:\n%s", b[1], b[2])
				}
			}
			if s.commands < 5 {
				t.Errorf("the page has %d commands", s.commands)
			}
		})
	}
}

// session is a shell in which a page's commands run.
type session struct {
	t         *testing.T
	e         http.Handler // of the last command that served a scenario
	scenario  string       // the YAML block before it
	variables map[string]string
	commands  int
}

// run runs the commands of a block. A line that begins with $ is a command, lines that
// begin with > continue it, and those after it are its output.
func (s *session) run(block string) {
	s.t.Helper()
	for _, part := range strings.Split("\n"+block, "\n$ ")[1:] {
		lines := strings.Split(strings.TrimSuffix(part, "\n"), "\n")
		command, n := lines[0], 1
		for ; n < len(lines) && strings.HasPrefix(lines[n], "> "); n++ {
			command = strings.TrimSuffix(command, `\`) + lines[n][len("> "):]
		}
		s.commands++
		got, want := s.execute(command), strings.Join(lines[n:], "\n")
		if !likeShown(got, want) {
			s.t.Errorf("$ %s\n got %s\nwant %s", command, got, want)
		}
	}
}

// likeShown reports whether a text is what a page shows, where … is any text.
func likeShown(got, want string) bool {
	parts := strings.Split(want, "…")
	for i := range parts {
		parts[i] = regexp.QuoteMeta(parts[i])
	}
	return regexp.MustCompile("(?s)^" + strings.Join(parts, ".*") + "$").MatchString(got)
}

// execute runs a command and returns its output.
func (s *session) execute(command string) string {
	s.t.Helper()
	words := s.words(command)
	assigned := 0
	for ; assigned < len(words); assigned++ {
		name, value, ok := strings.Cut(words[assigned], "=")
		if !ok || strings.ContainsAny(name, "-/.") {
			break
		}
		s.variables[name] = value
	}
	switch words = words[assigned:]; {
	case len(words) == 0:
		return ""
	case words[0] == "ges-emulator" && len(words) == 2:
		return s.serve(words[1])
	case words[0] == "curl":
		return s.curl(words[1:])
	default:
		s.t.Fatalf("nothing runs %s", command)
		return ""
	}
}

// words splits a command as a shell does, with its variables replaced.
func (s *session) words(command string) (words []string) {
	for _, w := range regexp.MustCompile(`'[^']*'|\S+`).FindAllString(command, -1) {
		if plain, ok := strings.CutPrefix(w, "'"); ok {
			words = append(words, strings.TrimSuffix(plain, "'"))
			continue
		}
		words = append(words, regexp.MustCompile(`\$\w+`).ReplaceAllStringFunc(strings.Trim(w, `"`), func(name string) string {
			value, ok := s.variables[name[1:]]
			if !ok {
				s.t.Fatalf("%s is not set in %s", name, command)
			}
			return value
		}))
	}
	return words
}

// serve starts an emulator: of the page's scenario if the name is that of a file.
func (s *session) serve(name string) string {
	s.t.Helper()
	option := emulator.WithScenario(name)
	if strings.HasSuffix(name, ".yaml") {
		option = emulator.WithScenarioYAML(name, []byte(s.scenario))
	}
	s.e = newEmulator(s.t, option)
	return "listening on http://127.0.0.1:8080"
}

// curl makes a call.
func (s *session) curl(words []string) string {
	s.t.Helper()
	method, body, target, headers := "", "", "", []string{}
	for i := 0; i < len(words); i++ {
		switch words[i] {
		case "-X":
			i++
			method = words[i]
		case "--json":
			i++
			body, headers = words[i], append(headers, "Content-Type: application/json")
		default:
			target = words[i]
		}
	}
	if method == "" {
		method = http.MethodGet
		if body != "" {
			method = http.MethodPost
		}
	}
	path, ok := strings.CutPrefix(target, "http://127.0.0.1:8080")
	if !ok {
		s.t.Fatalf("curl calls %q", target)
	}
	rec := request(s.t, s.e, method+" "+path+" "+body, headers...)
	if rec.Code == 0 {
		return "curl: (52) Empty reply from server"
	}
	return strings.TrimSuffix(rec.Body.String(), "\n")
}

// The table of refusals has each code with which an operation is refused, with its
// message.
func TestRefusalsPageHasEveryCode(t *testing.T) {
	codes := map[string]bool{"GES.7048": true} // of a path, and of no operation
	for _, o := range ges.Operations() {
		for _, code := range o.Errors {
			codes[code] = true
		}
	}
	for _, row := range regexp.MustCompile("(?m)^\\|[^|]*\\| `(GES[.0-9]+)` \\| ([^|]*) \\|").FindAllStringSubmatch(taskPage(t, "refusals.md"), -1) {
		e, ok := ges.LookUpError(row[1])
		if !ok || row[1] != "GES.8301" && e.Message != row[2] {
			t.Errorf("the page says that %s is %q, the table of codes has %+v", row[1], row[2], e)
		}
		delete(codes, row[1])
	}
	var missing []string
	for code := range codes {
		missing = append(missing, code)
	}
	slices.Sort(missing)
	if len(missing) > 0 {
		t.Errorf("the table lacks %v", missing)
	}
}
