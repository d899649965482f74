package main

import (
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/ges-emulator/ges-emulator/internal/suggest"
)

// commandNames are the commands, in the order of the help.
func commandNames() []string {
	var names []string
	for t, i := reflect.TypeFor[cli](), 0; i < t.NumField(); i++ {
		if _, ok := t.Field(i).Tag.Lookup("cmd"); ok {
			names = append(names, strings.ToLower(t.Field(i).Name))
		}
	}
	return names
}

// usageError rephrases kong's error for a wrong command line.
func usageError(parser *kong.Kong, args []string, err error) error {
	node := parser.Model.DefaultCmd
	if e := new(kong.ParseError); errors.As(err, &e) && e.Context != nil && e.Context.Selected() != nil {
		node = e.Context.Selected()
	}
	if mistyped := mistypedCommand(node.Path(), args); mistyped != nil {
		return mistyped
	}
	if mistyped := mistypedSubcommand(parser, args); mistyped != nil {
		return mistyped
	}
	text := rephrase(err.Error(), node)
	if i := len(args) - 1; i > 0 && args[i-1] == "scenarios" && !strings.HasPrefix(node.Path(), "scenarios ") {
		return newUsageFailure("ges-emulator scenarios show "+args[i], "%s", text)
	}
	return newUsageFailure(node.FullPath()+" --help", "%s", text)
}

// mistypedCommand is the error for a first word that is neither a command nor a
// scenario; nil: that is not the problem.
func mistypedCommand(command string, args []string) error {
	if command != "serve" || len(args) == 0 || strings.HasPrefix(args[0], "-") || args[0] == command || isPath(args[0]) {
		return nil
	}
	_, err := openSource(args[0], nil, commandNames()...)
	return err
}

// mistypedSubcommand is the error for a word after a command, such as scenarios, that is
// close to one of its commands; nil: that is not the problem.
func mistypedSubcommand(parser *kong.Kong, args []string) error {
	if len(args) < 2 {
		return nil
	}
	var commands []string
	for _, node := range parser.Model.Children {
		if node.Name == args[0] {
			for _, child := range node.Children {
				commands = append(commands, child.Name)
			}
		}
	}
	suggestion := suggest.Closest(args[1], commands)
	if suggestion == "" || suggestion == args[1] {
		return nil
	}
	return newUsageFailure(strings.Join(append([]string{"ges-emulator", args[0], suggestion}, args[2:]...), " "),
		"%q is not a command of %s; did you mean %s?", args[1], args[0], suggestion)
}

// rephrase turns kong's messages into ones for users.
func rephrase(text string, node *kong.Node) string {
	match := func(pattern string) []string { return regexp.MustCompile(pattern).FindStringSubmatch(text) }
	if m := match(`^unknown flag (-[^\s,]*)`); m != nil {
		return fmt.Sprintf("there is no flag %s%s", m[1], suggest.DidYouMean(m[1], flagNames(node)))
	}
	if m := match(`^(--\S+): expected .* value`); m != nil {
		return m[1] + " needs a value"
	}
	if m := match(`^unexpected argument ([^,]*)`); m != nil {
		return fmt.Sprintf("unexpected argument %q", m[1])
	}
	if m := match(`^expected "<(\w+)>`); m != nil {
		return fmt.Sprintf("%s needs a %s", node.Path(), m[1])
	}
	if m := match(`^flag (--\S+) applies to the default command "(\w+)", not "(\w+)"`); m != nil {
		return fmt.Sprintf("%s is a flag of %s, not of %s", m[1], m[2], m[3])
	}
	if m := match(`(?s)^<(\w+)>: (.*)$`); m != nil {
		return m[1] + ": " + m[2]
	}
	if m := match(`(?s)^--\S+: (.*) \(from envar (\w+)=.*\)$`); m != nil {
		return fmt.Sprintf("$%s: %s", m[2], m[1])
	}
	return text
}

func flagNames(node *kong.Node) []string {
	var names []string
	for _, group := range node.AllFlags(false) {
		for _, f := range group {
			names = append(names, "--"+f.Name)
		}
	}
	return names
}
