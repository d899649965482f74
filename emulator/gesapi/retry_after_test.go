package gesapi

import (
	"strings"
	"testing"
	"time"
)

func TestRetryAfter(t *testing.T) {
	now := time.Date(2018, 12, 17, 12, 55, 0, 0, time.UTC)
	for value, want := range map[string]time.Duration{
		"":                              0,
		"soon":                          0,
		"-1":                            0,
		"1.5":                           0,
		"0":                             0,
		"30":                            30 * time.Second,
		"000030":                        30 * time.Second,
		"2147483648":                    2147483648 * time.Second,
		"9223372036":                    9223372036 * time.Second,
		"9223372037":                    longestWait,
		"18446744073709551615":          longestWait,
		"18446744073709551616":          longestWait,
		strings.Repeat("9", 1000):       longestWait,
		"Mon, 17 Dec 2018 12:55:30 GMT": 30 * time.Second,
		"Mon, 17 Dec 2018 12:54:30 GMT": 0,
		"Fri, 31 Dec 9999 23:59:59 GMT": longestWait,
	} {
		if got := retryAfter(value, now); got != want {
			t.Errorf("%.40q: %s, want %s", value, got, want)
		}
	}
}
