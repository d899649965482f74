package clock

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"time"
)

// Instant is a moment of virtual time: nanoseconds since 1970-01-01T00:00:00
// UTC. It has no zone, as the emulated API's times have none.
type Instant int64

// Bounds of virtual time. Never lies after every instant that a clock can show.
const (
	Min   Instant = 0
	Max   Instant = 7258118399 * Instant(time.Second) // 2199-12-31T23:59:59
	Never Instant = math.MaxInt64
)

const (
	layout = "2006-01-02T15:04:05"
	day    = 24 * time.Hour
)

// Of turns a time into an instant. Times out of bounds become the nearest bound.
func Of(t time.Time) Instant {
	switch s := t.Unix(); {
	case s < 0:
		return Min
	case s >= int64(Max)/int64(time.Second):
		return Max
	}
	return Instant(t.UnixNano())
}

// Parse reads a time as the API writes it, 2006-01-02T15:04:05, UTC. A
// fraction of a second may follow, and a zone: Z, or a distance from UTC such as
// +08:00, which is taken off.
func Parse(s string) (Instant, error) {
	t, ok := ParseTime(s)
	if !ok {
		return 0, errors.New("not a time such as 2018-12-17T12:55:00 (UTC)")
	}
	if i := Of(t); i.Time().Equal(t) {
		return i, nil
	}
	return 0, ErrOutside
}

// ErrOutside says that an instant would lie out of bounds.
var ErrOutside = fmt.Errorf("outside of virtual time, which runs from %s to %s", Min, Max)

// Exactly is like [Of], with an error for a time out of bounds.
func Exactly(t time.Time) (Instant, error) {
	if i := Of(t); i.Time().Equal(t) {
		return i, nil
	}
	return 0, fmt.Errorf("%s is %w", t.UTC().Format(layout), ErrOutside)
}

// ParseTime reads what [Parse] does, in or out of bounds. What Go's own reader
// takes beside it is no time: a comma before the fraction, an hour of one digit.
func ParseTime(s string) (time.Time, bool) {
	if len(s) < len(layout) || s[len("2006-01-02T15")] != ':' || strings.Contains(s, ",") {
		return time.Time{}, false
	}
	if rest := s[len(layout):]; !strings.ContainsAny(rest, "Z+-") {
		s += "Z"
	}
	t, err := time.Parse(time.RFC3339Nano, s)
	return t, err == nil
}

// Add moves an instant. It stays within Min and Max; Never stays Never.
func (i Instant) Add(d time.Duration) Instant {
	if i == Never {
		return Never
	}
	switch sum := i + Instant(d); {
	case d > 0 && (sum < i || sum > Max):
		return Max
	case d < 0 && sum < Min:
		return Min
	default:
		return sum
	}
}

// Sub is the duration from o to i.
func (i Instant) Sub(o Instant) time.Duration { return time.Duration(i - o) }

// Time is the instant as a UTC time.
func (i Instant) Time() time.Time { return time.Unix(0, int64(i)).UTC() }

// UnixMilli is the instant in whole milliseconds since 1970.
func (i Instant) UnixMilli() int64 { return int64(i) / int64(time.Millisecond) }

// Rounded is the instant to the nearest second, as the API shows it: the
// vendor's own job ids hold milliseconds, and their beginTime is those rounded.
// Never stays Never.
func (i Instant) Rounded() Instant {
	if i == Never {
		return Never
	}
	return (i + Instant(time.Second/2)) / Instant(time.Second) * Instant(time.Second)
}

// Day is the number of days from 1970-01-01 to the day that the API shows for
// the instant.
func (i Instant) Day() Day { return Day(i.Rounded() / Instant(day)) }

// String is the instant as the API writes it: to the nearest second, UTC, no zone.
func (i Instant) String() string {
	var b [len(layout)]byte // on the stack
	return string(i.AppendTo(b[:0]))
}

// AppendTo appends what String returns.
func (i Instant) AppendTo(b []byte) []byte {
	if i == Never {
		return append(b, "never"...)
	}
	return i.Rounded().Time().AppendFormat(b, layout)
}

// Exact is the instant with its fraction of a second, as [Parse] reads it.
func (i Instant) Exact() string {
	if i == Never {
		return "never"
	}
	return i.Time().Format(layout + ".999999999")
}

// Day is a calendar day in UTC, counted from 1970-01-01.
type Day int32

// ParseDay reads a calendar day, yyyy-MM-dd. It must exist: 2019-02-29 does not.
func ParseDay(s string) (Day, bool) {
	if len(s) != len(time.DateOnly) {
		return 0, false
	}
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return 0, false
	}
	secs := t.Unix()
	if secs < 0 { // before 1970: round towards the earlier day
		secs -= int64(day/time.Second) - 1
	}
	return Day(secs / int64(day/time.Second)), true
}

// String is the day as yyyy-MM-dd.
func (d Day) String() string {
	return time.Unix(int64(d)*int64(day/time.Second), 0).UTC().Format(time.DateOnly)
}

// Begin is the first instant that the API shows as lying on the day.
func (d Day) Begin() Instant {
	switch n := int64(d); {
	case n <= 0:
		return Min
	case n > int64(Max)/int64(day):
		return Never
	default:
		return Instant(n)*Instant(day) - Instant(time.Second/2)
	}
}
