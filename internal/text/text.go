// Package text shortens texts that come from clients. It counts bytes, since
// what is to be bounded is memory, and never splits a UTF-8 character.
//
// It neither escapes nor repairs: a text that is no UTF-8 stays so.
package text

import "unicode/utf8"

// Ellipsis ends a text that was shortened.
const Ellipsis = "…"

// Prefix returns the longest beginning of s that has at most limit bytes and
// ends with a whole character.
func Prefix(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	// A character has at most UTFMax bytes; what goes on for longer is none.
	for end := limit; end >= max(0, limit-utf8.UTFMax+1); end-- {
		if utf8.RuneStart(s[end]) {
			return s[:end]
		}
	}
	return s[:limit]
}

// Truncate returns s, or of one with more than limit bytes its [Prefix] and an
// ellipsis.
func Truncate(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	return Prefix(s, limit) + Ellipsis
}
