package scenario

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
)

const (
	day = 24 * time.Hour

	// Parts of problems.
	someDurations = "250ms, 30s, 1h30m or 2d"
	noInstant     = "neither a duration from the clock's start, such as +40s or -30d, nor a time such as 2018-12-17T12:55:00 (UTC)"
)

// ParseDuration reads a duration as a scenario writes it: as Go does (1h30m,
// 250ms, -1.5s), and with d for days of 24 hours (30d, 1d12h). A sign may stand
// in front. The error is a sentence that says what came and what is allowed.
func ParseDuration(s string) (time.Duration, error) {
	if d, ok := parseDuration(s); ok {
		return d, nil
	}
	switch {
	case isNumber(s):
		return 0, fmt.Errorf("%s is not a duration: it has no unit; write %ss, or another unit (ms, s, m, h, d)", shorten(s), shorten(s))
	case looksLikeDuration(s):
		return 0, fmt.Errorf("%s is too long for a duration; the longest is %s", shorten(s), FormatDuration(math.MaxInt64/day*day))
	default:
		return 0, fmt.Errorf("%s is not a duration such as %s", quote(s), someDurations)
	}
}

// looksLikeDuration says whether a text has the form of a duration, however
// long that would be.
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

// cutDuration reads the first number with its unit. It has no sign.
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

// FormatDuration writes a duration as [ParseDuration] reads it, in the largest
// units that fit: 30d, 1d12h, 1h30m, 52s, 250ms, 0s.
func FormatDuration(d time.Duration) string {
	if d == math.MinInt64 {
		return d.String() // it has no opposite
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

// ParseInstant reads a moment as a scenario writes it: a duration from start,
// which is where the clock starts (+40s, -30d), or a UTC time
// (2018-12-17T12:55:00). The error is a sentence that says what came and what
// is allowed.
func ParseInstant(s string, start clock.Instant) (clock.Instant, error) {
	d, durationErr := ParseDuration(s)
	if durationErr == nil {
		if i := start.Add(d); i.Sub(start) == d {
			return i, nil
		}
		return 0, fmt.Errorf("%s from %s is outside of virtual time, which runs from %s to %s", shorten(s), start, clock.Min, clock.Max)
	}
	i, err := clock.Parse(s)
	switch {
	case err == nil:
		return i, nil
	case isNumber(s), looksLikeDuration(s):
		return 0, durationErr
	case isTime(s):
		return 0, fmt.Errorf("%s is outside of virtual time, which runs from %s to %s", quote(s), clock.Min, clock.Max)
	default:
		return 0, errors.New(quote(s) + " is " + noInstant)
	}
}

// isTime says whether a text has the form of a time, in or out of bounds.
func isTime(s string) bool {
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999"} {
		if _, err := time.Parse(layout, s); err == nil {
			return true
		}
	}
	return false
}

func isNumber(s string) bool {
	_, err := strconv.ParseFloat(s, 64)
	return err == nil
}
