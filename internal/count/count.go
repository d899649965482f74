// Package count writes numbers of things, as people read them.
package count

import "strconv"

// Of is a number of things: 1 job, 2 jobs, 5,000 jobs. The thing's plural ends
// in s.
func Of(n int, thing string) string {
	if n != 1 {
		thing += "s"
	}
	return Thousands(n) + " " + thing
}

// Thousands is a number, 0 or more, with commas between its thousands.
func Thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
