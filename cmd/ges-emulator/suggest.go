package main

import (
	"fmt"
	"strings"
)

// closest is the allowed word that differs least from what came; "" when none
// is close: more than a slip for each three letters, where a slip is a letter
// too many, missing, wrong, or swapped with its neighbour.
func closest(came string, allowed []string) string {
	best, least := "", len(came)+1
	for _, word := range allowed {
		limit := max(1, max(len(came), len(word))/3)
		if n := slips(strings.ToLower(came), strings.ToLower(word)); n < least && n <= limit && n < len(word) {
			best, least = word, n
		}
	}
	return best
}

// slips counts how many slips lie between two words.
func slips(a, b string) int {
	before, last := []int(nil), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := range len(a) {
		row := make([]int, len(b)+1)
		row[0] = i + 1
		for j := range len(b) {
			change := last[j]
			if a[i] != b[j] {
				change++
			}
			row[j+1] = min(change, last[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last = last, row
	}
	return last[len(b)]
}

// didYouMean is the question after an unknown word, or nothing.
func didYouMean(came string, allowed []string) string {
	if meant := closest(came, allowed); meant != "" && meant != came {
		return fmt.Sprintf("; did you mean %s?", meant)
	}
	return ""
}
