package format

import (
	"strconv"
	"strings"
)

// oldBreaks handles the characters that end a line in YAML 1.1, which the parser
// implements, but are ordinary characters in YAML 1.2 and JSON. While parsing, they are
// replaced by characters that do not occur in the text.
type oldBreaks struct{ toStandIns, toBreaks *strings.Replacer } // nil: there are none

// The private-use characters, from which the replacements are chosen.
const firstPrivate, lastPrivate = '\ue000', '\uf8ff'

func findOldBreaks(text string) oldBreaks {
	var there, back []string
	var used *[lastPrivate + 1]bool
	standIn := firstPrivate
	for _, char := range []string{"\u0085", "\u2028", "\u2029"} {
		if !strings.Contains(text, char) {
			continue
		}
		if used == nil {
			used = usedCharacters(text)
		}
		for standIn <= lastPrivate && used[standIn] {
			standIn++
		}
		if standIn > lastPrivate {
			break
		}
		there, back = append(there, char, string(standIn)), append(back, string(standIn), char)
		standIn++
	}
	if there == nil {
		return oldBreaks{}
	}
	return oldBreaks{strings.NewReplacer(there...), strings.NewReplacer(back...)}
}

// usedCharacters returns the characters that occur in a text, literally or as escapes.
func usedCharacters(text string) *[lastPrivate + 1]bool {
	used := new([lastPrivate + 1]bool)
	for i, r := range text {
		if r <= lastPrivate {
			used[r] = true
		}
		if r != '\\' || i+6 > len(text) {
			continue
		}
		digits := text[i+2 : i+6]
		if text[i+1] == 'U' {
			digits = text[i+2 : min(len(text), i+10)]
		}
		if code, err := strconv.ParseUint(digits, 16, 32); err == nil && code <= lastPrivate {
			used[code] = true
		}
	}
	return used
}

// hide returns a text with the characters replaced.
func (b oldBreaks) hide(text string) string {
	if b.toStandIns == nil {
		return text
	}
	return b.toStandIns.Replace(text)
}

// restore returns the original text, see hide.
func (b oldBreaks) restore(text string) string {
	if b.toBreaks == nil {
		return text
	}
	return b.toBreaks.Replace(text)
}
