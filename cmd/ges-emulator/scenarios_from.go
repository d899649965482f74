package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ges-emulator/ges-emulator/cmd/ges-emulator/internal/derive"
	"github.com/ges-emulator/ges-emulator/cmd/ges-emulator/internal/diff"
	"github.com/ges-emulator/ges-emulator/cmd/ges-emulator/internal/recording"
	"github.com/ges-emulator/ges-emulator/emulator"
	"github.com/ges-emulator/ges-emulator/internal/count"
)

// fromCommand makes a scenario of a recording.
type fromCommand struct {
	Recording string `arg:"" name:"RECORDING" help:"The folder of a recording, or a HAR file of a browser's network panel."`
	KeepIDs   bool   `name:"keep-ids" help:"Of a HAR file: keep ids, addresses and paths. By default pseudonyms stand for them. Those of a recording's folder are as they were recorded."`
}

// Help is the long help.
func (fromCommand) Help() string {
	return `Prints a scenario whose answers are the recorded ones. Jobs, graphs and backups become those of the scenario; submissions become submitRules; where a poll only bounds an instant, a comment says between which polls it lies. Jobs that were counted but are in no answer become placeholders. What none of these answers, such as a 503 of the gateway, becomes a fault of just those calls.

Exchanges that contradict each other are an error that names both. Standard error tells what was made, and which calls the scenario still answers otherwise, if any. No secret is in the scenario.

Examples:

  ges-emulator scenarios from recording/ > my-scenario.yaml
  ges-emulator scenarios from calls.har > my-scenario.yaml`
}

// Run prints the scenario.
func (c *fromCommand) Run(s *streams) error {
	recorded, err := recording.Open(c.Recording, c.KeepIDs)
	if err != nil {
		return unreadableRecording(err)
	}
	result, err := derive.Scenario(scenarioName(c.Recording), recorded.Exchanges, compareWith(recorded.Exchanges))
	if errors.Is(err, derive.ErrEmpty) {
		return newOutcome(exitUntold, "a recording of ges-emulator record, or a HAR file with calls of GES", "%s: %s", c.Recording, err)
	}
	if contradiction := new(derive.Contradiction); errors.As(err, &contradiction) {
		return newFailure("a recording of one server; what comes from others, or from before a reset, is one of its own", "%s: %s", c.Recording, err)
	}
	if err != nil {
		return unreadableRecording(err)
	}
	if _, err := s.out.Write(result.Scenario); err != nil {
		return err
	}
	fmt.Fprintf(s.err, "%s, %s; %d answered by a fault\n", count.Of(result.Exchanges, "exchange"), count.Of(result.Jobs, "job"), result.Faulty)
	if len(result.Unlike) > 0 {
		fmt.Fprintf(s.err, "%s answered otherwise: ges-emulator diff tells how. The first: exchange %d\n", count.Of(len(result.Unlike), "call"), result.Unlike[0])
	}
	return nil
}

// unreadableRecording is the error of a recording that cannot be read.
func unreadableRecording(err error) error {
	return newFailure("the folder of ges-emulator record --out, or a HAR file", "%s", err)
}

// compareWith compares the answers of a scenario with the recorded ones.
func compareWith(source derive.Source) derive.Compare {
	return func(text []byte) (map[int]bool, error) {
		unlike := map[int]bool{}
		found := func(d diff.Difference) { unlike[d.Exchange] = true }
		_, err := diff.Replay(context.Background(), source(), found, emulator.WithScenarioYAML("the scenario", text))
		return unlike, err
	}
}

// scenarioName is a name for the scenario of a recording: that of its folder or file.
func scenarioName(path string) string {
	if filepath.Base(path) == recording.FileName {
		path = filepath.Dir(path)
	}
	base := filepath.Base(filepath.Clean(path))
	base = strings.TrimSuffix(base, filepath.Ext(base))
	isLetter := func(r rune) bool {
		return r < 0x80 && (r == '-' || r == '_' || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z')
	}
	letters := slices.Collect(func(yield func(rune) bool) {
		for _, r := range base {
			if isLetter(r) && !yield(r) {
				return
			}
		}
	})
	if len(letters) == 0 {
		return "recording"
	}
	return string(letters[:min(len(letters), 64)])
}
