package text

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestTruncate(t *testing.T) {
	const noUTF8 = "\x80\x80\x80\x80\x80\x80\x80\x80"
	for _, c := range []struct {
		s     string
		limit int
		want  string
	}{
		{"", 0, ""}, {"a", 0, "…"}, {"abc", 3, "abc"}, {"abcd", 3, "abc…"},
		{"aé", 3, "aé"}, {"aé", 2, "a…"}, {"éé", 1, "…"}, {"日本", 5, "日…"}, {"日本", 3, "日…"}, {"x😀", 4, "x…"}, {"x😀y", 5, "x😀…"},
		{noUTF8, 6, noUTF8[:6] + "…"}, {noUTF8, 2, noUTF8[:2] + "…"},
	} {
		if got := Truncate(c.s, c.limit); got != c.want {
			t.Errorf("Truncate(%q, %d) = %q, want %q", c.s, c.limit, got, c.want)
		}
	}
}

func FuzzPrefix(f *testing.F) {
	f.Add("日本", 4)
	f.Add("\xff\x80", 1)
	f.Fuzz(func(t *testing.T, s string, limit int) {
		if limit < 0 {
			return
		}
		got := Prefix(s, limit)
		if len(got) > limit || !strings.HasPrefix(s, got) || utf8.ValidString(s) && !utf8.ValidString(got) {
			t.Errorf("Prefix(%q, %d) = %q", s, limit, got)
		}
		if len(got) < min(len(s), limit)-utf8.UTFMax+1 {
			t.Errorf("Prefix(%q, %d) = %q is too short", s, limit, got)
		}
	})
}
