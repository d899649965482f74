package scenario

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strconv"
	"unicode/utf16"
)

// surrogatePair is a character beyond U+FFFF as JSON escapes it, after an even
// number of backslashes.
var surrogatePair = regexp.MustCompile(`((?:^|[^\\])(?:\\\\)*)\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})`) //nolint:gochecknoglobals // a constant, which Go has not for patterns

// plainSurrogates makes JSON of JSON that YAML can read too: YAML has no pairs
// of surrogates, and JSON that other programs write often does. Other texts
// stay as they are.
func plainSurrogates(data []byte) []byte {
	if !bytes.HasPrefix(bytes.TrimLeft(data, " \t\r\n"), []byte("{")) || !surrogatePair.Match(data) || !json.Valid(data) {
		return data
	}
	for surrogatePair.Match(data) { // pairs that follow each other share a character
		data = surrogatePair.ReplaceAllFunc(data, func(match []byte) []byte {
			parts := surrogatePair.FindSubmatch(match)
			high, _ := strconv.ParseUint(string(parts[2]), 16, 32)
			low, _ := strconv.ParseUint(string(parts[3]), 16, 32)
			return append(bytes.Clone(parts[1]), string(utf16.DecodeRune(rune(high), rune(low)))...)
		})
	}
	return data
}
