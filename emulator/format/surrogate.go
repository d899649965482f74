package format

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strconv"
	"unicode/utf16"
)

// surrogatePair is a character beyond U+FFFF as JSON escapes it, after an even
// number of backslashes.
const surrogatePair = `((?:^|[^\\])(?:\\\\)*)\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})`

// plainSurrogates makes of JSON such JSON that YAML can read too: YAML has no
// pairs of surrogates, and programs that write JSON often do. Other texts stay
// as they are.
func plainSurrogates(data []byte) []byte {
	isObject := bytes.HasPrefix(bytes.TrimLeft(data, " \t\r\n"), []byte("{"))
	if !isObject || !bytes.Contains(data, []byte(`\u`)) || !json.Valid(data) {
		return data
	}
	pair := regexp.MustCompile(surrogatePair)
	for pair.Match(data) { // of two in a row the second waits for the next turn
		data = pair.ReplaceAllFunc(data, func(match []byte) []byte {
			parts := pair.FindSubmatch(match)
			high, _ := strconv.ParseUint(string(parts[2]), 16, 32)
			low, _ := strconv.ParseUint(string(parts[3]), 16, 32)
			return append(bytes.Clone(parts[1]), string(utf16.DecodeRune(rune(high), rune(low)))...)
		})
	}
	return data
}
