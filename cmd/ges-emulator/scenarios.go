package main

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/internal/suggest"
	"github.com/ges-emulator/ges-emulator/scenarios"
)

// scenariosCommand lists and prints the built-in scenarios, and makes new ones.
type scenariosCommand struct {
	List listCommand `cmd:"" default:"1" help:"List the built-in scenarios with what a client learns from each."`
	Show showCommand `cmd:"" help:"Print a built-in scenario, to read or as a start for your own."`
	From fromCommand `cmd:"" help:"Print a scenario that answers as a recording did."`
}

type listCommand struct{}

// Run prints the names with their descriptions in a second column.
func (*listCommand) Run(s *streams) error {
	names := scenarios.Names()
	indent := 0
	for _, name := range names {
		indent = max(indent, len(name)+2)
	}
	var text strings.Builder
	for _, name := range names {
		file, err := openSource(name, nil)
		if err != nil {
			return err
		}
		loaded, err := file.parse(scenario.Overrides{})
		if err != nil {
			return file.explain(err)
		}
		fmt.Fprintf(&text, "%-*s", indent, name)
		lines := wrap(loaded.Description, max(width(s.out)-indent, 30))
		text.WriteString(strings.Join(lines, "\n"+strings.Repeat(" ", indent)) + "\n")
	}
	_, err := s.out.WriteString(text.String())
	return err
}

// wrap breaks a text into lines of n characters at most, between words.
func wrap(text string, n int) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		switch {
		case line == "":
			line = word
		case len([]rune(line))+1+len([]rune(word)) > n:
			lines = append(lines, line)
			line = word
		default:
			line += " " + word
		}
	}
	return append(lines, line)
}

type showCommand struct {
	Name string `arg:"" name:"NAME" help:"The name of a built-in scenario."`
}

// Help is the long help.
func (showCommand) Help() string {
	return `Example:

  ges-emulator scenarios show import-lifecycle > my-scenario.yaml`
}

// Run prints the scenario's file.
func (c *showCommand) Run(s *streams) error {
	data, ok := scenarios.Read(c.Name)
	if !ok {
		names := scenarios.Names()
		return newUsageFailure("ges-emulator scenarios, which describes each",
			"%q is not a built-in scenario%s\nThe built-in scenarios are %s.", c.Name, suggest.DidYouMean(c.Name, names), strings.Join(names, ", "))
	}
	_, err := bytes.NewReader(data).WriteTo(s.out)
	return err
}
