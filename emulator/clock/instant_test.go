package clock_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
)

const (
	second = clock.Instant(time.Second)
	day    = 24 * time.Hour
)

func parse(t testing.TB, s string) clock.Instant {
	t.Helper()
	i, err := clock.Parse(s)
	if err != nil {
		t.Fatalf("Parse(%q): %v", s, err)
	}
	return i
}

func TestParse(t *testing.T) {
	for text, want := range map[string]clock.Instant{
		"1970-01-01T00:00:00":           clock.Min,
		"1970-01-01T00:00:00.000000001": 1,
		"2018-12-17T12:55:00":           clock.DefaultStart(),
		"2018-12-17T12:55:00Z":          clock.DefaultStart(),
		"2018-12-17T12:55:00.25Z":       clock.DefaultStart() + second/4,
		"2018-12-17T20:55:00+08:00":     clock.DefaultStart(),
		"2016-02-29T00:00:00":           1456704000 * second,
		"2000-02-29T23:59:59.999999999": 951868800*second - 1,
		"2199-12-31T23:59:59":           clock.Max,
	} {
		if got, err := clock.Parse(text); err != nil || got != want {
			t.Errorf("Parse(%q) = %d, %v, want %d", text, got, err, want)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	const notATime, outOfRange = "not a time such as 2018-12-17T12:55:00 (UTC)",
		"outside of virtual time, which runs from 1970-01-01T00:00:00 to 2199-12-31T23:59:59"
	for text, want := range map[string]string{
		"":                          notATime,
		"now":                       notATime,
		"2018-12-17":                notATime,
		"2018-12-17 12:55:00":       notATime,
		"2018-12-17T12:55":          notATime,
		"2018-12-17T12:55:60":       notATime,
		"2018-12-17T24:00:00":       notATime,
		"2018-13-17T12:55:00":       notATime,
		"2019-02-29T00:00:00":       notATime,
		"2100-02-29T00:00:00":       notATime,
		"2018-12-17T12:55:00 ":      notATime,
		"12018-12-17T12:55:00":      notATime,
		"1969-12-31T23:59:59":       outOfRange,
		"1969-12-31T23:59:59.9":     outOfRange,
		"0000-01-01T00:00:00":       outOfRange,
		"2199-12-31T23:59:59.5":     outOfRange,
		"2200-01-01T00:00:00":       outOfRange,
		"9999-12-31T23:59:59":       outOfRange,
		"1970-01-01T00:00:00+00:01": outOfRange,
	} {
		if got, err := clock.Parse(text); err == nil || err.Error() != want {
			t.Errorf("Parse(%q) = %d, %v, want the error %q", text, got, err, want)
		}
	}
}

func TestOfStaysInBounds(t *testing.T) {
	for _, c := range []struct {
		time time.Time
		want clock.Instant
	}{
		{time.Time{}, clock.Min},
		{time.Unix(-1, 999_999_999), clock.Min},
		{time.Unix(0, 0), clock.Min},
		{time.Unix(0, 1), 1},
		{clock.Max.Time().Add(-1), clock.Max - 1},
		{clock.Max.Time(), clock.Max},
		{clock.Max.Time().Add(1), clock.Max},
		{time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC), clock.Max},
		{time.Date(300000, 1, 1, 0, 0, 0, 0, time.UTC), clock.Max},
		{time.Date(2018, 12, 17, 20, 55, 0, 0, time.FixedZone("", 8*3600)), clock.DefaultStart()},
	} {
		if got := clock.Of(c.time); got != c.want {
			t.Errorf("Of(%s) = %d, want %d", c.time, got, c.want)
		}
	}
}

func TestAddStaysInBounds(t *testing.T) {
	const longest = time.Duration(math.MaxInt64)
	for _, c := range []struct {
		at   clock.Instant
		by   time.Duration
		want clock.Instant
	}{
		{0, 0, 0},
		{0, 1, 1},
		{1, -1, 0},
		{0, -1, clock.Min},
		{clock.Min, -longest - 1, clock.Min},
		{clock.Min, longest, clock.Max},
		{clock.Max, 1, clock.Max},
		{clock.Max, longest, clock.Max},
		{clock.Max, -longest - 1, clock.Min},
		{clock.Max, -1, clock.Max - 1},
		{clock.Max - 1, 1, clock.Max},
		{clock.Never, longest, clock.Never},
		{clock.Never, -longest - 1, clock.Never},
		{clock.Never, 0, clock.Never},
	} {
		if got := c.at.Add(c.by); got != c.want {
			t.Errorf("%d.Add(%d) = %d, want %d", c.at, c.by, got, c.want)
		}
	}
	if got := clock.Max.Sub(clock.Min); got != time.Duration(clock.Max) {
		t.Errorf("Max.Sub(Min) = %d, want %d", got, clock.Max)
	}
}

// What the API shows is rounded to the nearest second, halves up, and a day is
// that of what is shown.
func TestShown(t *testing.T) {
	for _, c := range []struct {
		at        string
		want, day string
	}{
		{"1970-01-01T00:00:00", "1970-01-01T00:00:00", "1970-01-01"},
		{"1970-01-01T00:00:00.499999999", "1970-01-01T00:00:00", "1970-01-01"},
		{"1970-01-01T00:00:00.5", "1970-01-01T00:00:01", "1970-01-01"},
		{"2018-12-17T12:55:39.611", "2018-12-17T12:55:40", "2018-12-17"}, // the vendor's sample, by its job id
		{"2018-12-27T21:39:00.204", "2018-12-27T21:39:00", "2018-12-27"},
		{"2018-12-31T23:59:59.499999999", "2018-12-31T23:59:59", "2018-12-31"},
		{"2018-12-31T23:59:59.5", "2019-01-01T00:00:00", "2019-01-01"},
		{"2016-02-28T23:59:59.5", "2016-02-29T00:00:00", "2016-02-29"},
		{"2015-02-28T23:59:59.5", "2015-03-01T00:00:00", "2015-03-01"},
		{"2199-12-31T23:59:58.999999999", "2199-12-31T23:59:59", "2199-12-31"},
		{"2199-12-31T23:59:59", "2199-12-31T23:59:59", "2199-12-31"},
	} {
		i := parse(t, c.at)
		if i.String() != c.want || i.Rounded() != parse(t, c.want) {
			t.Errorf("%s is shown as %s, want %s", c.at, i, c.want)
		}
		if i.Day().String() != c.day {
			t.Errorf("%s is shown on %s, want %s", c.at, i.Day(), c.day)
		}
	}
}

func TestNeverIsShown(t *testing.T) {
	if got := clock.Never.String(); got != "never" {
		t.Errorf("Never is shown as %q", got)
	}
	if got := clock.Never.Rounded(); got != clock.Never {
		t.Errorf("Never rounds to %d", got)
	}
	if clock.Never.Day() <= clock.Max.Day() {
		t.Errorf("Never lies on day %d, not after the last", clock.Never.Day())
	}
	if got := string(parse(t, "2018-12-17T12:55:00").AppendTo([]byte("at "))); got != "at 2018-12-17T12:55:00" {
		t.Errorf("AppendTo gives %q", got)
	}
}

func TestUnixMilli(t *testing.T) {
	if got := parse(t, "2018-12-17T12:55:39.6119").UnixMilli(); got != 0x0167bc3c7b5b {
		t.Errorf("the sample's id holds millisecond %#x, want 0x0167bc3c7b5b", got)
	}
}

func TestParseDay(t *testing.T) {
	for _, text := range []string{"1970-01-01", "1969-12-31", "1970-01-02", "2016-02-29", "2000-02-29", "2199-12-31", "0001-01-01", "0000-02-29", "9999-12-31"} {
		if d, ok := clock.ParseDay(text); !ok || d.String() != text {
			t.Errorf("ParseDay(%q) = %s, %t", text, d, ok)
		}
	}
	for _, text := range []string{"", "2019-02-29", "2100-02-29", "2018-00-01", "2018-01-00", "2018-13-01", "2018-1-01", "2018-01-1", " 2018-01-01", "2018-01-011", "18-01-0001", "2018/01/01", "２018-01-0"} {
		if d, ok := clock.ParseDay(text); ok {
			t.Errorf("ParseDay(%q) takes it as %s", text, d)
		}
	}
	if d, _ := clock.ParseDay("1969-12-31"); d != -1 {
		t.Errorf("the day before 1970 is number %d, want -1", d)
	}
}

// A day begins at the first instant that is shown on it.
func TestDayBegin(t *testing.T) {
	for _, text := range []string{"1970-01-02", "2016-02-29", "2018-12-17", "2199-12-31"} {
		d, _ := clock.ParseDay(text)
		if at := d.Begin(); at.Day() != d || (at-1).Day() != d-1 {
			t.Errorf("%s begins at %s, day %s; the instant before lies on %s", text, at, at.Day(), (at - 1).Day())
		}
	}
	for text, want := range map[string]clock.Instant{
		"0001-01-01": clock.Min, "1969-12-31": clock.Min, "1970-01-01": clock.Min,
		"2200-01-01": clock.Never, "9999-12-31": clock.Never,
	} {
		if d, _ := clock.ParseDay(text); d.Begin() != want {
			t.Errorf("%s begins at %d, want %d", text, d.Begin(), want)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{
		"2018-12-17T12:55:00", "2018-12-17T12:55:39.611Z", "1970-01-01T00:00:00", "2199-12-31T23:59:59",
		"2199-12-31T23:59:58.5", "2016-02-29T23:59:59.999999999+08:00", "2018-12-17T1:55:00", "x",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		i, err := clock.Parse(s)
		if err != nil {
			if strings.TrimSpace(err.Error()) == "" {
				t.Fatal("an error without a text")
			}
			return
		}
		if i < clock.Min || i > clock.Max {
			t.Fatalf("Parse(%q) = %d, out of bounds", s, i)
		}
		if again := parse(t, i.String()); again != i.Rounded() {
			t.Fatalf("Parse(%q) is shown as %s, which reads as %d, want %d", s, i, again, i.Rounded())
		}
		if d, ok := clock.ParseDay(i.String()[:len(time.DateOnly)]); !ok || d != i.Day() {
			t.Fatalf("Parse(%q) lies on day %s, but is shown as %s", s, i.Day(), i)
		}
		if d := i.Day(); i < d.Begin() || i >= (d+1).Begin() {
			t.Fatalf("Parse(%q) = %d lies outside its day %s", s, i, d)
		}
	})
}
