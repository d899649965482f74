package scenario

import (
	"slices"
	"strings"
	"testing"

	"github.com/ges-emulator/ges-emulator/emulator/format"
)

// The hints of a table name keys of it, and are about others.
func TestHintsMatchTheirTables(t *testing.T) {
	checkHints(t, rootObject())
	checkHints(t, projectObject())
	checkHints(t, clockObject())
	checkHints(t, compatObject())
	checkHints(t, jobObject())
	checkHints(t, generateObject())
	checkHints(t, detailObject())
	checkHints(t, fileObject())
	checkHints(t, faultObject())
	checkHints(t, whenObject())
	checkHints(t, replyObject())
	checkHints(t, limitObject())
	checkHints(t, authObject())
	checkHints(t, tokenObject())
	checkHints(t, accessKeyObject())
	checkHints(t, userObject())
}

func checkHints[O any](t *testing.T, ob format.Object[O]) {
	t.Helper()
	keys := format.KeysOf(&ob)
	if len(ob.Hints) == 0 {
		t.Errorf("%s has no hints", ob.Name)
	}
	all := map[string]bool{}
	for _, h := range ob.Hints {
		for _, key := range strings.Fields(h.Of) {
			if slices.Contains(keys, key) || all[strings.ToLower(key)] {
				t.Errorf("%s: %s is a key, or has two hints", ob.Name, key)
			}
			all[strings.ToLower(key)] = true
		}
		for _, key := range strings.Fields(h.Keys) {
			if !slices.Contains(keys, key) {
				t.Errorf("%s: the hint of %s suggests %s, which is no key", ob.Name, h.Of, key)
			}
		}
		if h.Keys == "" && h.Text == "" {
			t.Errorf("%s: the hint of %s says nothing", ob.Name, h.Of)
		}
	}
}
