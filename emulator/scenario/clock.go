package scenario

import (
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"

	"github.com/ges-emulator/ges-emulator/emulator/format"
)

func defaultClock() clock.Settings {
	return clock.Settings{
		Start: clock.DefaultStart(),
		Mode:  clock.DefaultMode,
		Step:  clock.Step{By: clock.DefaultStep},
		Rate:  clock.DefaultRate,
	}
}

func clockObject() format.Object[clock.Settings] {
	return format.Object[clock.Settings]{
		Name: "clock", Noun: "a clock",
		Hints: clockHints(),
		Doc:   "Virtual time. Each project has its own clock; all start alike.",
		Blank: defaultClock(),
		Fields: []format.Field[clock.Settings]{
			format.Key("start", clockStart(), func(c *clock.Settings) *clock.Instant { return &c.Start },
				"Virtual now at load, UTC; `now` is the wall clock at load, so that ids and times differ from run to run.").
				Default(clock.DefaultStart().String()).Examples("2018-12-17T12:55:00", "now"),
			format.Key("mode", clockMode(), func(c *clock.Settings) *clock.Mode { return &c.Mode },
				"`manual`: time moves only when told. `stepped`: each API call moves it. `realtime`: it follows the wall clock, times `rate`.").
				Default(clock.DefaultMode),
			format.Key("step", clockStep(), func(c *clock.Settings) *clock.Step { return &c.Step },
				"For mode stepped: the first call sees the start, each later one so much more; `next` moves to the next change of any job.").
				Default(format.DurationText(clock.DefaultStep)).Examples("5s", "next"),
			format.Key("rate", clockRate(), func(c *clock.Settings) *float64 { return &c.Rate },
				"For mode realtime: virtual seconds per real second.").Default(clock.DefaultRate),
		},
	}
}

// clockStart returns the kind of the clock's start. The reader stores the value, as
// other times are relative to it.
func clockStart() format.Kind[clock.Instant] {
	s := format.Schema{AnyOf: []format.Schema{format.TimeSchema(), {Const: "now"}}}
	return format.Kind[clock.Instant]{Schema: s, Read: func(n format.Node, into *clock.Instant) bool {
		v, _ := n.Scalar()
		switch i, err := clock.Parse(v); {
		case v == "now":
			*into = clock.Of(n.Wall())
		case err == nil:
			*into = i
		case isDay(v):
			n.Mismatch("a time of day", "; write "+v[:min(len(v), 10)]+"T00:00:00")
			return false
		default:
			n.Problem("%s is neither now nor a time such as 2018-12-17T12:55:00 (UTC), from %s to %s", n.Describe(), clock.Min, clock.Max)
			return false
		}
		n.SetStart(*into)
		return true
	}}
}

func isDay(s string) bool {
	_, ok := clock.ParseDay(s)
	return ok
}

func clockMode() format.Kind[clock.Mode] { return format.Enum("a clock mode", clock.Modes()...) }

func clockRate() format.Kind[float64] { return format.Number(clock.MinRate, clock.MaxRate) }

func clockStep() format.Kind[clock.Step] {
	return format.DurationOr(format.MinPositive, "next", clock.Step{Next: true}, func(s *clock.Step) *time.Duration { return &s.By })
}

// ClockState returns the kind of a clock's time and settings in a snapshot. The start
// is not included, as it is in the scenario.
func ClockState() format.Kind[clock.State] {
	return format.Object[clock.State]{
		Name: "clockState", Noun: "a clock's state",
		Doc: "Where a clock stands and how it moves.",
		Fields: []format.Field[clock.State]{
			format.Key("now", format.Instant(), func(s *clock.State) *clock.Instant { return &s.Now }, "Virtual now.").Required(),
			format.Key("mode", clockMode(), func(s *clock.State) *clock.Mode { return &s.Settings.Mode }, "How it moves.").Required(),
			format.Key("step", clockStep(), func(s *clock.State) *clock.Step { return &s.Settings.Step }, "How far a call moves it in mode stepped.").Required(),
			format.Key("rate", clockRate(), func(s *clock.State) *float64 { return &s.Settings.Rate }, "Virtual seconds per real second in mode realtime.").Required(),
			format.Key("called", format.Bool(), func(s *clock.State) *bool { return &s.Ticked }, "Whether a call has seen now, so that the next one moves a stepped clock."),
			format.Key("since", format.RealTime(), func(s *clock.State) *time.Time { return &s.Since },
				"When, in real time, a realtime clock stood at now. Default: when it is restored."),
		},
	}.Kind()
}
