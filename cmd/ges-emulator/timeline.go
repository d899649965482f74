package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/ges-emulator/ges-emulator/cmd/ges-emulator/internal/timeline"
	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/format"
	"github.com/ges-emulator/ges-emulator/emulator/history"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/internal/suggest"
)

// timelineCommand draws the jobs of a scenario.
type timelineCommand struct {
	File    string    `arg:"" name:"FILE" help:"A scenario file, - for standard input, or the name of a built-in scenario."`
	Project string    `placeholder:"ID" help:"Whose jobs to draw. Default: those of \"*\", or of the only project."`
	From    string    `placeholder:"TIME" help:"Draw from here on: +/- a duration from the clock's start, or a UTC time. Default: the first begin of a job."`
	To      string    `placeholder:"TIME" help:"Draw up to here. Default: the last end of a job."`
	Width   columns   `placeholder:"COLUMNS" help:"How wide to draw, 40 to 400. Default: as wide as the terminal, else 80."`
	Color   colorMode `default:"auto" placeholder:"WHEN" help:"auto, always or never. auto: on a terminal, unless NO_COLOR is set."`
	overrideFlags
}

// Help is the long help.
func (timelineCommand) Help() string {
	return `Draws a bar for each job: when it waits, when it runs and how it ends; the line through the drawing is now, when the clock starts. More than 40 jobs are folded: a row for each graph shows how many of its jobs are under way. Long times in which nothing happens are left out. With the same overrides, flags or variables, serve has the same times.

Examples:

  ges-emulator timeline my-scenario.yaml
  ges-emulator timeline default --from -10m --to +30m
  ges-emulator timeline busy-month --width 120 --color always | less -R`
}

// Run draws.
func (c *timelineCommand) Run(s *streams) error {
	file, err := openSource(c.File, s.in)
	if err != nil {
		return err
	}
	overrides, err := c.overrides()
	if err != nil {
		return err
	}
	loaded, err := file.parse(overrides)
	if err != nil {
		return file.explain(err)
	}
	project, err := c.project(loaded)
	if err != nil {
		return err
	}
	plan, err := history.Compile(loaded, project)
	if err != nil {
		return newFailure("", "%s: %v", file.name, err)
	}
	options := timeline.Options{
		Title: loaded.Name,
		Notes: []string{"project " + project, describeClock(loaded.Clock)},
		Width: int(c.Width),
		Color: hasColor(string(c.Color), s.out),
	}
	if c.Width == 0 {
		options.Width = width(s.out)
	}
	if options.From, options.To, err = c.window(loaded.Clock.Start); err != nil {
		return err
	}
	return timeline.Draw(s.out, plan, options)
}

// project is the project to draw.
func (c *timelineCommand) project(s *scenario.Scenario) (string, error) {
	ids := make([]string, len(s.Projects))
	for i, p := range s.Projects {
		ids[i] = p.ID
	}
	switch {
	case c.Project != "" && s.Project(c.Project) != nil:
		return c.Project, nil
	case c.Project != "":
		return "", newUsageFailure("--project "+ids[0], "--project: %q is not in scenario %s%s (%s)",
			c.Project, s.Name, suggest.DidYouMean(c.Project, ids), strings.Join(ids, ", "))
	case len(ids) == 1:
		return ids[0], nil
	case s.Project(scenario.AnyProject) != nil:
		return scenario.AnyProject, nil
	default:
		return "", newUsageFailure("--project "+ids[0], "scenario %s has several projects: %s", s.Name, strings.Join(ids, ", "))
	}
}

// window reads --from and --to.
func (c *timelineCommand) window(start clock.Instant) (from, to *clock.Instant, err error) {
	read := func(flag, text string) *clock.Instant {
		if text == "" || err != nil {
			return nil
		}
		at, readErr := format.ParseInstant(text, start)
		if readErr != nil {
			err = newUsageFailure("--"+flag+" +10m", "--%s: %v", flag, readErr)
		}
		return &at
	}
	from, to = read("from", c.From), read("to", c.To)
	if err == nil && from != nil && to != nil && *from >= *to {
		err = newUsageFailure("--from "+c.To+" --to "+c.From, "--from %s is not before --to %s", c.From, c.To)
	}
	return from, to, err
}

// describeClock describes the start and the mode of the clock.
func describeClock(c clock.Settings) string {
	how := string(c.Mode) + " clock"
	switch {
	case c.Mode == clock.Stepped && c.Step.Next:
		how += ", to the next change a call"
	case c.Mode == clock.Stepped:
		how += fmt.Sprintf(", %s a call", format.DurationText(c.Step.By))
	case c.Mode == clock.Realtime && c.Rate != 1:
		how += fmt.Sprintf(", %s× as fast", strconv.FormatFloat(c.Rate, 'g', -1, 64))
	}
	return fmt.Sprintf("now %s UTC · %s", c.Start, how)
}

// columns is a width to draw at.
type columns int

// UnmarshalText checks that it is within the limits.
func (c *columns) UnmarshalText(text []byte) error {
	n, err := strconv.Atoi(string(text))
	if err != nil || n < timeline.MinWidth || n > timeline.MaxWidth {
		return fmt.Errorf("%q is not a number of columns from %d to %d", text, timeline.MinWidth, timeline.MaxWidth)
	}
	*c = columns(n)
	return nil
}
