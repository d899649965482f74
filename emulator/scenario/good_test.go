package scenario_test

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ges-emulator/ges-emulator/emulator/scenario"
)

// A valid file sets every field of the scenario as written.
func TestGoodFiles(t *testing.T) {
	for _, file := range glob(t, "testdata/good/*.yaml") {
		t.Run(filepath.Base(file), func(t *testing.T) {
			s, err := scenario.Parse(filepath.ToSlash(file), read(t, file), wall())
			if err != nil {
				t.Fatal(err)
			}
			var out strings.Builder
			e := json.NewEncoder(&out)
			e.SetEscapeHTML(false)
			e.SetIndent("", "  ")
			if err := e.Encode(s); err != nil {
				t.Fatal(err)
			}
			golden(t, strings.TrimSuffix(file, ".yaml")+".json", out.String())
		})
	}
}
