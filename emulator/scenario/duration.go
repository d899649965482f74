package scenario

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
)

const day = 24 * time.Hour

// ParseDuration reads a duration as a scenario writes it: as Go does (1h30m,
// 250ms, −1.5s), and with d for days of 24 hours (30d, 1d12h). A sign may stand
// in front. The error is a sentence that says what came and what is allowed.
func ParseDuration(s string) (time.Duration, error) {
	if !strings.Contains(s, "d") {
		d, err := time.ParseDuration(s)
		if err != nil {
			return 0, durationError(s)
		}
		return d, nil
	}
	rest, sign := s, 1.0
	if rest[0] == '+' || rest[0] == '-' {
		if rest[0] == '-' {
			sign = -1
		}
		rest = rest[1:]
	}
	var sum time.Duration
	for rest != "" {
		part, after, err := cutDuration(rest)
		if err != nil || part > math.MaxInt64-sum {
			return 0, durationError(s)
		}
		sum, rest = sum+part, after
	}
	return time.Duration(sign) * sum, nil
}

// cutDuration reads the first number with its unit.
func cutDuration(s string) (d time.Duration, rest string, err error) {
	unit := strings.IndexFunc(s, func(r rune) bool { return r != '.' && (r < '0' || r > '9') })
	if unit <= 0 {
		return 0, "", durationError(s)
	}
	end := strings.IndexAny(s[unit:], "0123456789.")
	if end < 0 {
		end = len(s) - unit
	}
	end += unit
	if s[unit:end] != "d" {
		d, err = time.ParseDuration(s[:end])
		return d, s[end:], err
	}
	if whole, err := strconv.ParseInt(s[:unit], 10, 64); err == nil && whole <= math.MaxInt64/int64(day) {
		return time.Duration(whole) * day, s[end:], nil
	}
	days, err := strconv.ParseFloat(s[:unit], 64)
	if err != nil || days >= math.MaxInt64/float64(day) {
		return 0, "", durationError(s)
	}
	return time.Duration(math.Round(days * float64(day))), s[end:], nil
}

func durationError(s string) error {
	if _, err := strconv.ParseFloat(s, 64); err == nil && len(s) < 20 {
		return fmt.Errorf("%s is not a duration: it has no unit; write %ss, or another unit (ms, s, m, h, d)", s, s)
	}
	return fmt.Errorf("%s is not a duration such as 250ms, 30s, 1h30m or 2d", quote(s))
}

// FormatDuration writes a duration as [ParseDuration] reads it, in the largest
// units that fit: 30d, 1d12h, 1h30m, 52s, 250ms, 0s.
func FormatDuration(d time.Duration) string {
	if d == math.MinInt64 {
		return d.String()
	}
	var b strings.Builder
	if d < 0 {
		b.WriteByte('-')
		d = -d
	}
	days, rest := d/day, d%day
	if days > 0 {
		b.WriteString(strconv.FormatInt(int64(days), 10) + "d")
		if rest == 0 {
			return b.String()
		}
	}
	text := rest.String()
	for _, zero := range []string{"m0s", "h0m"} {
		if strings.HasSuffix(text, zero) {
			text = text[:len(text)-2]
		}
	}
	b.WriteString(text)
	return b.String()
}

// ParseInstant reads a moment as a scenario writes it: a duration from start,
// which is where the clock starts (+40s, -30d), or a UTC time
// (2018-12-17T12:55:00). The error is a sentence that says what came and what
// is allowed.
func ParseInstant(s string, start clock.Instant) (clock.Instant, error) {
	if d, err := ParseDuration(s); err == nil {
		if i := start.Add(d); i.Sub(start) == d {
			return i, nil
		}
		return 0, fmt.Errorf("%s from %s is outside of virtual time, which runs from %s to %s", s, start, clock.Min, clock.Max)
	}
	i, err := clock.Parse(s)
	switch {
	case err == nil:
		return i, nil
	case strings.Count(s, "-") >= 2 && strings.HasPrefix(err.Error(), "out of range"):
		return 0, fmt.Errorf("%s is outside of virtual time, which runs from %s to %s", quote(s), clock.Min, clock.Max)
	case isNumber(s):
		return 0, durationError(s)
	default:
		return 0, fmt.Errorf("%s is neither a duration from the clock's start, such as +40s or -30d, nor a time such as 2018-12-17T12:55:00 (UTC)", quote(s))
	}
}

func isNumber(s string) bool {
	_, err := strconv.ParseFloat(s, 64)
	return err == nil
}
