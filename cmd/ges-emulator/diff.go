package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/ges-emulator/ges-emulator/cmd/ges-emulator/internal/diff"
	"github.com/ges-emulator/ges-emulator/cmd/ges-emulator/internal/recording"
	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/format"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/internal/count"
)

// diffCommand compares a recording with an emulator.
type diffCommand struct {
	Recording string   `arg:"" name:"RECORDING" help:"The folder of a recording, or a HAR file of a browser's network panel."`
	Scenario  string   `arg:"" optional:"" default:"default" name:"SCENARIO" help:"A scenario file, - for standard input, or the name of a built-in scenario. Default: ${default}."`
	Ignore    string   `placeholder:"FILE" help:"Leave out the known differences that this YAML file lists."`
	MaxAge    duration `default:"90d" placeholder:"DURATION" help:"Tell when the recording's latest call is older than this. Default: ${default}."`
	Format    string   `enum:"text,json,junit" default:"text" placeholder:"FORMAT" help:"The report's format: text, json or junit. Default: ${default}."`
}

// Help is the long help.
func (diffCommand) Help() string {
	return `Makes the recorded requests again, in their order and each at its recorded instant, against an emulator inside this process, and tells each point in which its answer is another: status, header, field, value, type, null or absent, order, count. Each difference comes with the rule of docs/fidelity.md that it touches, and with a curl command line that makes the call. Nothing is called outside this process, and no delay takes real time.

Left out are Date, request ids, ids that a server invents (later requests name the emulator's in their place), and what the file of --ignore lists:

  - operation: ListJobs          # default: any
    field: jobList[*].failReason # as a report names it, or a header; default: any
    kind: value                  # what differs, as a report names it; default: any
    why: our region has other texts
    until: 2027-03-31            # from the next day on it is a difference again

Exits with 0 when the answers are the same, with 3 when they differ, and with 4 when the recording has no call.

Examples:

  ges-emulator diff recording/ import-lifecycle
  ges-emulator diff calls.har my-scenario.yaml --format junit`
}

// duration is a duration as scenarios write it.
type duration time.Duration

// UnmarshalText reads one.
func (d *duration) UnmarshalText(data []byte) error {
	parsed, err := format.ParseDuration(string(data))
	if err == nil && parsed <= 0 {
		err = fmt.Errorf("%s is not longer than 0s", data)
	}
	*d = duration(parsed)
	return err
}

// Run replays the recording and prints the report.
func (c *diffCommand) Run(s *streams) error {
	file, err := openSource(c.Scenario, s.in)
	if err != nil {
		return err
	}
	if _, err := file.parse(scenario.Overrides{}); err != nil {
		return file.explain(err)
	}
	known, err := c.known()
	if err != nil {
		return err
	}
	recorded, err := recording.Open(c.Recording, true)
	if err != nil {
		return unreadableRecording(err)
	}
	report := &diff.Report{Recording: c.Recording, Scenario: c.Scenario}
	replayed, err := diff.Replay(context.Background(), recorded.Exchanges(), func(d diff.Difference) { report.Add(d, known) }, file.option())
	if err != nil {
		return unreadableRecording(err)
	}
	report.Exchanges, report.Refused, report.Latest = replayed.Exchanges, replayed.Refused, replayed.Latest
	report.Old = clock.Since(replayed.Latest) > time.Duration(c.MaxAge)
	report.Unused = known.Unused()
	if replayed.Exchanges == 0 {
		return newOutcome(exitUntold, "a recording of ges-emulator record, or a HAR file with calls of GES", "%s has no call", c.Recording)
	}
	if err := printReport(s, c.Format, report); err != nil {
		return err
	}
	if n := report.Count; n > 0 {
		return newOutcome(exitDiffers, "docs/reality.md, which says what to do with it", "the emulator's answers differ from the recorded ones in %s", count.Of(n, "point"))
	}
	return nil
}

// known reads the file of --ignore.
func (c *diffCommand) known() (*diff.Ignore, error) {
	if c.Ignore == "" {
		return nil, nil //nolint:nilnil // there is none
	}
	data, err := readLimited(c.Ignore, scenario.MaxFileSize+1)
	if err != nil {
		return nil, newUsageFailure("--ignore with a file of known differences, which ges-emulator diff --help shows", "--ignore: %s", err)
	}
	known, err := diff.ParseIgnore(c.Ignore, data, clock.Wall())
	if problems := (format.Problems{}); errors.As(err, &problems) {
		return nil, newFailure("ges-emulator diff --help, which shows an entry", "%s", problems)
	}
	return known, err
}
