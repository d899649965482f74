package state

// Seal is a line of the log: its text, which lacks the last brace, with a number and
// the sum.
func Seal(text string, number int) string { return string(seal([]byte(text), number)) }

// EndText is the end file after a number of changes.
func EndText(number int) []byte { return endText(number) }
