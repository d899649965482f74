package format_test

import (
	"math"
	"testing"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/fake"
	"github.com/ges-emulator/ges-emulator/emulator/format"
)

func TestParseDuration(t *testing.T) {
	const day = 24 * time.Hour
	for text, want := range map[string]time.Duration{
		"0":           0,
		"0s":          0,
		"250ms":       250 * time.Millisecond,
		"1h30m":       90 * time.Minute,
		"+24h":        day,
		"-30d":        -30 * day,
		"1d12h":       36 * time.Hour,
		"12h1d":       36 * time.Hour,
		"+1d":         day,
		"1.5d":        36 * time.Hour,
		".5d":         12 * time.Hour,
		"1d1d":        2 * day,
		"-1d1ms":      -day - time.Millisecond,
		"106751d":     106751 * day,
		"-106751d23h": -106751*day - 23*time.Hour,
	} {
		if got, err := format.ParseDuration(text); err != nil || got != want {
			t.Errorf("ParseDuration(%q) = %v, %v; want %v", text, got, err, want)
		}
	}
}

func TestParseDurationProblems(t *testing.T) {
	for text, want := range map[string]string{
		"":            `"" is not a duration such as 250ms, 30s, 1h30m or 2d`,
		"d":           `"d" is not a duration such as 250ms, 30s, 1h30m or 2d`,
		"-d":          `"-d" is not a duration such as 250ms, 30s, 1h30m or 2d`,
		"1d-2h":       `"1d-2h" is not a duration such as 250ms, 30s, 1h30m or 2d`,
		"1d2":         `"1d2" is not a duration such as 250ms, 30s, 1h30m or 2d`,
		"1.2.3d":      `"1.2.3d" is not a duration such as 250ms, 30s, 1h30m or 2d`,
		"1d 12h":      `"1d 12h" is not a duration such as 250ms, 30s, 1h30m or 2d`,
		"--1d":        `"--1d" is not a duration such as 250ms, 30s, 1h30m or 2d`,
		"tomorrow":    `"tomorrow" is not a duration such as 250ms, 30s, 1h30m or 2d`,
		"Wednesday":   `"Wednesday" is not a duration such as 250ms, 30s, 1h30m or 2d`,
		"30":          `30 is not a duration: it has no unit; write 30s, or another unit (ms, s, m, h, d)`,
		"106752d":     `106752d is too long for a duration; the longest is 106751d`,
		"106751d24h":  `106751d24h is too long for a duration; the longest is 106751d`,
		"9999999h":    `9999999h is too long for a duration; the longest is 106751d`,
		"99999999.5d": `99999999.5d is too long for a duration; the longest is 106751d`,
	} {
		if got, err := format.ParseDuration(text); err == nil || err.Error() != want {
			t.Errorf("ParseDuration(%q) = %v, %v; want the error %s", text, got, err, want)
		}
	}
}

func TestDurationText(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0:                                "0s",
		250 * time.Millisecond:           "250ms",
		1500 * time.Millisecond:          "1.5s",
		52 * time.Second:                 "52s",
		time.Minute:                      "1m",
		10 * time.Minute:                 "10m",
		time.Hour:                        "1h",
		90 * time.Minute:                 "1h30m",
		time.Hour + time.Second:          "1h0m1s",
		24 * time.Hour:                   "1d",
		-30 * 24 * time.Hour:             "-30d",
		36 * time.Hour:                   "1d12h",
		24*time.Hour + 5*time.Nanosecond: "1d5ns",
		math.MinInt64:                    "-2562047h47m16.854775808s",
	} {
		if got := format.DurationText(d); got != want {
			t.Errorf("DurationText(%d) = %s, want %s", d, got, want)
		}
	}
}

// A duration of any size is read as it was written.
func TestDurationRoundTrip(t *testing.T) {
	rng := fake.NewKey(1)
	for i := range 10_000 {
		d := time.Duration(rng.Nth(i)) >> (i % 63)
		text := format.DurationText(d)
		if got, err := format.ParseDuration(text); err != nil || got != d {
			t.Fatalf("%d is written %s, and read %d, %v", d, text, got, err)
		}
	}
}

func TestParseInstant(t *testing.T) {
	start, err := clock.Parse("2018-12-17T12:55:00")
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"0s":                        "2018-12-17T12:55:00",
		"+40s":                      "2018-12-17T12:55:40",
		"40s":                       "2018-12-17T12:55:40",
		"-1d":                       "2018-12-16T12:55:00",
		"2019-01-01T00:00:00":       "2019-01-01T00:00:00",
		"2019-01-01T08:00:00+08:00": "2019-01-01T00:00:00",
	} {
		if got, err := format.ParseInstant(text, start); err != nil || got.String() != want {
			t.Errorf("ParseInstant(%q) = %s, %v; want %s", text, got, err, want)
		}
	}
	for text, want := range map[string]string{
		"-18000d":             "-18000d from 2018-12-17T12:55:00 is outside of virtual time, which runs from 1970-01-01T00:00:00 to 2199-12-31T23:59:59",
		"+70000d":             "+70000d from 2018-12-17T12:55:00 is outside of virtual time, which runs from 1970-01-01T00:00:00 to 2199-12-31T23:59:59",
		"2200-01-01T00:00:00": `"2200-01-01T00:00:00" is outside of virtual time, which runs from 1970-01-01T00:00:00 to 2199-12-31T23:59:59`,
		"5":                   "5 is not a duration: it has no unit; write 5s, or another unit (ms, s, m, h, d)",
		"200000d":             "200000d is too long for a duration; the longest is 106751d",
		"2019-02-29T00:00:00": `"2019-02-29T00:00:00" is neither a duration from the clock's start, such as +40s or -30d, nor a time such as 2018-12-17T12:55:00 (UTC)`,
	} {
		if got, err := format.ParseInstant(text, start); err == nil || err.Error() != want {
			t.Errorf("ParseInstant(%q) = %s, %v; want the error %s", text, got, err, want)
		}
	}
}
