package format

import (
	"strconv"
	"strings"
)

// oldBreaks are the characters of a text that end a line in YAML 1.1, which the
// parser follows, and are characters like others since 1.2 and in JSON. While it
// parses, others stand in for them that the text does not have.
type oldBreaks struct{ toStandIns, toBreaks *strings.Replacer } // nil: there are none

// Private-use characters, of which stand-ins are taken.
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

// usedCharacters are the characters that a text has as they are or as escapes.
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

// hide is a text with the stand-ins.
func (b oldBreaks) hide(text string) string {
	if b.toStandIns == nil {
		return text
	}
	return b.toStandIns.Replace(text)
}

// restore is what hide has taken.
func (b oldBreaks) restore(text string) string {
	if b.toBreaks == nil {
		return text
	}
	return b.toBreaks.Replace(text)
}
