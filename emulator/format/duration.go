package format

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

const (
	day           = 24 * time.Hour
	someDurations = "250ms, 30s, 1h30m or 2d" // in problems
)

// ParseDuration parses a duration in the format of documents: that of Go (1h30m, 250ms,
// -1.5s), plus d for days of 24 hours (30d, 1d12h), with an optional sign. The error is a
// sentence with the actual value and what is allowed.
func ParseDuration(s string) (time.Duration, error) {
	if d, ok := parseDuration(s); ok {
		return d, nil
	}
	switch {
	case isNumber(s):
		return 0, fmt.Errorf("%s is not a duration: it has no unit; write %ss, or another unit (ms, s, m, h, d)", Shorten(s), Shorten(s))
	case looksLikeDuration(s):
		return 0, fmt.Errorf("%s is too long for a duration; the longest is %s", Shorten(s), DurationText(math.MaxInt64/day*day))
	default:
		return 0, fmt.Errorf("%s is not a duration such as %s", Quote(s), someDurations)
	}
}

// looksLikeDuration reports whether a text has the form of a duration of any length.
func looksLikeDuration(s string) bool {
	_, ok := parseDuration(strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return '0'
		}
		return r
	}, s))
	return ok
}

func parseDuration(s string) (d time.Duration, ok bool) {
	if !strings.Contains(s, "d") {
		d, err := time.ParseDuration(s)
		return d, err == nil
	}
	rest, sign := s, time.Duration(1)
	if rest[0] == '+' || rest[0] == '-' {
		if rest[0] == '-' {
			sign = -1
		}
		rest = rest[1:]
	}
	for rest != "" {
		var part time.Duration
		part, rest, ok = cutDuration(rest)
		if !ok || part > math.MaxInt64-d {
			return 0, false
		}
		d += part
	}
	return sign * d, ok
}

// cutDuration reads the first number with its unit, without a sign.
func cutDuration(s string) (d time.Duration, rest string, ok bool) {
	const number = "0123456789."
	digits := len(s) - len(strings.TrimLeft(s, number))
	end := len(s)
	if next := strings.IndexAny(s[digits:], number); next >= 0 {
		end = digits + next
	}
	switch {
	case digits == 0, digits == end:
		return 0, "", false
	case s[digits:end] != "d":
		d, err := time.ParseDuration(s[:end])
		return d, s[end:], err == nil
	}
	if days, err := strconv.ParseInt(s[:digits], 10, 64); err == nil && days <= int64(math.MaxInt64/day) {
		return time.Duration(days) * day, s[end:], true
	}
	days, err := strconv.ParseFloat(s[:digits], 64)
	if err != nil || days >= float64(math.MaxInt64/day) {
		return 0, "", false
	}
	return time.Duration(math.Round(days * float64(day))), s[end:], true
}

// DurationText formats a duration for [ParseDuration], in the largest possible units:
// 30d, 1d12h, 1h30m, 52s, 250ms, 0s.
func DurationText(d time.Duration) string {
	if d == math.MinInt64 {
		return d.String() // it cannot be negated
	}
	sign := ""
	if d < 0 {
		sign, d = "-", -d
	}
	days := ""
	if d >= day {
		days = strconv.FormatInt(int64(d/day), 10) + "d"
		if d %= day; d == 0 {
			return sign + days
		}
	}
	text := d.String()
	for _, zero := range []string{"m0s", "h0m"} {
		if strings.HasSuffix(text, zero) {
			text = text[:len(text)-2]
		}
	}
	return sign + days + text
}
