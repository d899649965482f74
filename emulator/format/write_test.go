package format_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/ges-emulator/ges-emulator/emulator/format"
)

// Both JSON and YAML read a text as it was written, except for invalid UTF-8.
func TestAppendText(t *testing.T) {
	for _, text := range []string{
		"", "plain", `a "quoted" \ word`, "two\nlines\tand a tab", "größe 图 \U0001f600",
		"\x00\x1f\x7f\u0085\u2028\u2029\ufeff\ufffe\uffff", "no \xff UTF-8 \xe4", "\ufffd", `"`, `\`, "end\n",
	} {
		appended := format.AppendText([]byte("before "), text)[len("before "):]
		want := strings.ReplaceAll(strings.ToValidUTF8(text, "\x00"), "\x00", "\ufffd")
		if !strings.Contains(text, "\xff") {
			want = text
		}
		var got string
		if err := json.Unmarshal(appended, &got); err != nil || got != want {
			t.Errorf("%q is written %s, which JSON reads as %q, %v", text, appended, got, err)
		}
		kind := format.Raw(100)
		if got, err := format.Read(appended, kind, format.Options{}); err != nil || got != want {
			t.Errorf("%q is written %s, which YAML reads as %q, %v", text, appended, got, err)
		}
	}
}
