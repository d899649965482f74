// Package suggest guesses which of several allowed words was meant by one that
// is not allowed, for «did you mean …?».
//
// It compares spelling only; it knows no synonyms and no language.
package suggest

import "strings"

// maxLength bounds the words that are compared: nobody mistypes a longer one,
// and the work grows with the square of the length.
const maxLength = 64

// Closest is the allowed word that differs least from what came, letter case
// aside; "" when none is close enough. Of equally close words it is the first.
//
// Close enough is one slip (a letter too many, missing, wrong, or two that are
// swapped) for each three letters of the longer word, and at least one.
func Closest(got string, allowed []string) string {
	if got == "" || len(got) > maxLength {
		return ""
	}
	best, least := "", maxLength
	for _, word := range allowed {
		if strings.EqualFold(got, word) {
			return word
		}
		slips := distance([]rune(strings.ToLower(got)), []rune(strings.ToLower(word)), least)
		if slips < least && slips <= max(1, max(len(got), len(word))/3) && slips < len(word) {
			best, least = word, slips
		}
	}
	return best
}

// distance is the number of slips between two words (optimal string
// alignment). It need not be exact from enough on.
func distance(a, b []rune, enough int) int {
	if len(a)-len(b) >= enough || len(b)-len(a) >= enough {
		return enough
	}
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := range a {
		row[0] = i + 1
		for j := range b {
			change := last[j]
			if a[i] != b[j] {
				change++
			}
			row[j+1] = min(change, last[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}

// DidYouMean is the question after an unknown word, «; did you mean …?», or
// nothing when no allowed word is close.
func DidYouMean(got string, allowed []string) string {
	if suggestion := Closest(got, allowed); suggestion != "" && suggestion != got {
		return "; did you mean " + suggestion + "?"
	}
	return ""
}
