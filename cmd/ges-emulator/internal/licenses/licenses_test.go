package licenses_test

import (
	"cmp"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/licensecheck"

	"github.com/ges-emulator/ges-emulator/cmd/ges-emulator/internal/licenses"
)

var update = flag.Bool("update", false, "write licenses.txt anew")

// module is a module that is linked into the program.
type module struct{ Path, Version, Dir string }

// linked lists the modules of the program on all systems that it is released for.
func linked(t *testing.T) []module {
	t.Helper()
	found := map[string]module{}
	for _, system := range []string{"linux", "darwin", "windows"} {
		command := exec.CommandContext(t.Context(), "go", "list", "-deps", "-json=Module", ".") //nolint:gosec // the words are ours
		command.Dir = filepath.Join("..", "..")
		command.Env = append(os.Environ(), "GOOS="+system, "CGO_ENABLED=0", "GOFLAGS=") // without -race, which needs cgo
		command.Stderr = os.Stderr
		output, err := command.Output()
		if err != nil {
			t.Fatal(err)
		}
		decoder := json.NewDecoder(strings.NewReader(string(output)))
		for {
			var p struct {
				Module *struct {
					module
					Main bool
				}
			}
			if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatal(err)
			}
			if p.Module != nil && !p.Module.Main {
				found[p.Module.Path] = p.Module.module
			}
		}
	}
	var list []module
	for _, m := range found {
		list = append(list, m)
	}
	slices.SortFunc(list, func(a, b module) int { return cmp.Compare(a.Path, b.Path) })
	return list
}

// goroot is where Go is.
func goroot(t *testing.T) string {
	t.Helper()
	output, err := exec.CommandContext(t.Context(), "go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(output))
}

// allowed are the licences under which others' code may be linked here.
var allowed = []string{"Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT"}

var legal = regexp.MustCompile(`(?i)^(license|licence|copying|notice|patents)([.-].*)?$`)

// texts returns the names of a module's licences and their texts.
func (m module) texts(t *testing.T) (names []string, text string) {
	t.Helper()
	entries, err := os.ReadDir(m.Dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.IsDir() || !legal.MatchString(e.Name()) {
			continue
		}
		data, err := os.ReadFile(filepath.Join(m.Dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range licensecheck.Scan(data).Match {
			if !match.IsURL && !slices.Contains(names, match.ID) && match.ID != "Google-Patent-Grant" && match.ID != "GooglePatentClause" && match.ID != "GooglePatentsFile" {
				names = append(names, match.ID)
			}
		}
		text += fmt.Sprintf("\n%s\n%s: %s\n\n%s\n", strings.Repeat("-", 80), strings.TrimSpace(m.Path+" "+m.Version), e.Name(),
			strings.TrimSpace(strings.ReplaceAll(string(data), "\r\n", "\n")))
	}
	return names, text
}

// TestLicenses holds the list to the modules that are linked, each under a licence that is
// allowed.
func TestLicenses(t *testing.T) {
	var head, body strings.Builder
	head.WriteString("ges-emulator  Apache-2.0\n\nIt contains the code of others:\n\nGo  BSD-3-Clause\n")
	if *update { // not every system's Go has its licence beside it
		_, text := module{"Go", "", goroot(t)}.texts(t)
		body.WriteString(text)
	}
	for _, m := range linked(t) {
		names, text := m.texts(t)
		if len(names) == 0 {
			t.Errorf("%s has no licence", m.Path)
		}
		for _, name := range names {
			if !slices.Contains(allowed, name) {
				t.Errorf("%s is under %s, which is none of %v", m.Path, name, allowed)
			}
		}
		fmt.Fprintf(&head, "%s  %s\n", strings.TrimSpace(m.Path+" "+m.Version), strings.Join(names, ", "))
		body.WriteString(text)
	}
	text := head.String() + body.String()
	if *update {
		if err := os.WriteFile("licenses.txt", []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	wantHead, _, _ := strings.Cut(text, "\n---")
	gotHead, _, _ := strings.Cut(licenses.Text, "\n---")
	if gotHead != wantHead {
		t.Errorf("the list is old; run this test with -update. It should be\n%s", wantHead)
	}
	for _, m := range linked(t) {
		if _, of := m.texts(t); !strings.Contains(licenses.Text, of) {
			t.Errorf("the texts of %s %s are old; run this test with -update", m.Path, m.Version)
		}
	}
}
