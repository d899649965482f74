package scenario

import (
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
)

func defaultClock() clock.Settings {
	return clock.Settings{
		Start: clock.DefaultStart(),
		Mode:  clock.DefaultMode,
		Step:  clock.Step{By: clock.DefaultStep},
		Rate:  clock.DefaultRate,
	}
}

func clockObject() object[clock.Settings] {
	return object[clock.Settings]{
		name: "clock", noun: "a clock",
		doc:   "Virtual time. Each project has its own clock; all start alike.",
		blank: defaultClock(),
		fields: []field[clock.Settings]{
			key("start", clockStart(), func(c *clock.Settings) *clock.Instant { return &c.Start },
				"Virtual now at load, UTC; `now` is the wall clock at load, so that ids and times differ from run to run.").
				byDefault(clock.DefaultStart().String()).like("2018-12-17T12:55:00", "now"),
			key("mode", words("a clock mode", clock.Modes()...), func(c *clock.Settings) *clock.Mode { return &c.Mode },
				"`manual`: time moves only when told. `stepped`: each API call moves it. `realtime`: it follows the wall clock, times `rate`.").
				byDefault(clock.DefaultMode),
			key("step", clockStep(), func(c *clock.Settings) *clock.Step { return &c.Step },
				"For mode stepped: the first call sees the start, each later one so much more; `next` moves to the next change of any job.").
				byDefault(FormatDuration(clock.DefaultStep)).like("5s", "next"),
			key("rate", decimal(clock.MinRate, clock.MaxRate), func(c *clock.Settings) *float64 { return &c.Rate },
				"For mode realtime: virtual seconds per real second.").byDefault(clock.DefaultRate),
		},
	}
}

// clockStart is where the clock starts. The reader keeps it for the times that
// count from it.
func clockStart() kind[clock.Instant] {
	s := schema{AnyOf: []schema{timeSchema(), {Const: "now"}}}
	return kind[clock.Instant]{schema: s, read: func(n node, into *clock.Instant) bool {
		v, _ := n.scalar()
		switch i, err := clock.Parse(v); {
		case v == "now":
			*into = clock.Of(n.r.wall)
		case err == nil:
			*into = i
		case isDay(v):
			n.wrong("a time of day", "; write "+v[:min(len(v), 10)]+"T00:00:00")
			return false
		default:
			n.problem("%s is neither now nor a time such as 2018-12-17T12:55:00 (UTC), from %s to %s", n.came(), clock.Min, clock.Max)
			return false
		}
		n.r.start = *into
		return true
	}}
}

func isDay(s string) bool {
	_, ok := clock.ParseDay(s)
	return ok
}

func clockStep() kind[clock.Step] {
	return spanOr(moment, "next", clock.Step{Next: true}, func(s *clock.Step) *time.Duration { return &s.By })
}
