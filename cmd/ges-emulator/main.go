// Command ges-emulator serves the emulated service, and checks and draws
// scenarios.
//
//	ges-emulator [serve] [SCENARIO]   serve a scenario, by default the built-in "default"
//	ges-emulator validate FILE...     check scenario files
//	ges-emulator timeline FILE        draw a scenario's jobs over virtual time
//	ges-emulator scenarios            list the built-in scenarios; show NAME prints one,
//	                                  from RECORDING makes one
//	ges-emulator schema               print the JSON Schema of scenario files
//	ges-emulator state                check DIR, or repair DIR: the folder of serve --state
//	ges-emulator health               ask a running emulator whether it is ready
//	ges-emulator advance PROJECT TIME move the time of a project in a running emulator
//	ges-emulator reset PROJECT        return a project to its start
//	ges-emulator load PROJECT NAME    give a project another scenario
//	ges-emulator fault PROJECT        add, list or remove faults of a project
//	ges-emulator check URL            tell where a server differs from the emulator
//	ges-emulator record               record what clients call at a server, as a proxy
//	ges-emulator diff RECORDING       tell where an emulator answers otherwise than was recorded
//	ges-emulator version              print which build this is
//	ges-emulator licenses             print the licences of what it contains
//
// It exits with 0, with 1 when the command failed, with 2 when the command line is
// wrong, with 3 when clients violated the contract under serve --fail-on-violation or
// check or diff found a difference, and with 4 when these had nothing to tell of. Errors
// go to standard error: what is wrong and where, then, on its own line, what to try.
//
// Each command has a file of its name; a flag is a field of its struct.
//
// It holds no rules of its own about scenarios or answers: those are in
// emulator and the packages below it.
package main

import (
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/alecthomas/kong"
)

// cli is the command line. A flag's variable is GES_EMULATOR_ and its name.
type cli struct {
	Serve     serveCommand     `cmd:"" default:"withargs" help:"Serve a scenario. The default command."`
	Validate  validateCommand  `cmd:"" help:"Check scenario files and print all that is wrong with them."`
	Timeline  timelineCommand  `cmd:"" help:"Draw a scenario's jobs over virtual time."`
	Scenarios scenariosCommand `cmd:"" help:"List the built-in scenarios, or show one."`
	Schema    schemaCommand    `cmd:"" help:"Print the JSON Schema of scenario files, for editors."`
	State     stateCommand     `cmd:"" help:"Check or repair the folder of serve --state."`
	Health    healthCommand    `cmd:"" help:"Ask a running emulator whether it is ready."`
	Advance   advanceCommand   `cmd:"" help:"Move the virtual time of a project in a running emulator."`
	Reset     resetCommand     `cmd:"" help:"Return a project in a running emulator to its start."`
	Load      loadCommand      `cmd:"" help:"Give a project in a running emulator another scenario."`
	Fault     faultCommand     `cmd:"" help:"Add, list or remove faults of a project in a running emulator."`
	Check     checkCommand     `cmd:"" help:"Tell where a server, the real service or an emulator, differs from the emulator's rules."`
	Record    recordCommand    `cmd:"" help:"Record the calls of clients to a server, the real service or an emulator, as a proxy in front of it."`
	Diff      diffCommand      `cmd:"" help:"Tell where an emulator answers otherwise than a recording."`
	Version   versionCommand   `cmd:"" help:"Print which build this is."`
	Licenses  licensesCommand  `cmd:"" help:"Print the licences of what the program contains."`

	VersionFlag versionFlag `name:"version" hidden:"" help:"Print which build this is."`
}

// streams are what a command reads and writes.
type streams struct {
	in       io.Reader
	out, err *os.File

	timeout time.Duration // the time limit for writing an error; 0: none
}

func main() {
	os.Exit(run(os.Args[1:], streams{in: os.Stdin, out: os.Stdout, err: os.Stderr}))
}

// run runs one command line and returns its exit code.
func run(args []string, s streams) int {
	if len(args) > 0 && args[0] == "help" {
		args = append(args[1:len(args):len(args)], "--help")
	}
	parser := newParser(s)
	if err := refuseEmpty(args); err != nil {
		return s.report(err)
	}
	command, err := parser.Parse(joinNegative(args, switches(parser.Model.Node)))
	if err == nil {
		err = command.Run(&s)
	} else {
		err = usageError(parser, args, err)
	}
	return s.report(err)
}

// refuseEmpty refuses these flags with an empty value, as that of a shell's variable is
// that is not set. An empty variable of the environment is one that is not set. Other
// flags say themselves what is wrong, or have a use for it.
func refuseEmpty(args []string) error {
	flags := []string{"--addr", "--control-addr", "--ignore", "--out", "--replica", "--replicas", "--state", "--tls-ca", "--tls-cert", "--tls-key", "--token-key", "--token-key-file"}
	for i, arg := range args {
		if arg == "--" {
			return nil
		}
		name, value, hasValue := strings.Cut(arg, "=")
		if slices.Contains(flags, name) && value == "" && (hasValue || i+1 < len(args) && args[i+1] == "") {
			return newUsageFailure("a value, or leave "+name+" out", "%s: its value is empty", name)
		}
	}
	return nil
}

// joinNegative lets values begin with a minus, where kong would see a flag named -1:
// --from -10m is taken for --from=-10m, and an argument -10m goes behind a --. switches
// are the flags without a value.
func joinNegative(args, switches []string) []string {
	var joined, negative []string
	for i := 0; i < len(args); i++ {
		arg := args[i]
		hasValue := strings.HasPrefix(arg, "--") && !strings.Contains(arg, "=") && !slices.Contains(switches, arg)
		switch {
		case arg == "--":
			return slices.Concat(joined, []string{arg}, negative, args[i+1:])
		case isNegative(arg):
			negative = append(negative, arg)
			continue
		case hasValue && i+1 < len(args) && isNegative(args[i+1]):
			arg += "=" + args[i+1]
			i++
		}
		joined = append(joined, arg)
	}
	if negative != nil {
		joined = append(append(joined, "--"), negative...)
	}
	return joined
}

func isNegative(arg string) bool {
	return len(arg) > 1 && arg[0] == '-' && arg[1] >= '0' && arg[1] <= '9'
}

// switches lists the flags without a value of a command and those below it.
func switches(n *kong.Node) []string {
	var list []string
	for _, f := range n.Flags {
		if f.IsBool() {
			list = append(list, "--"+f.Name)
		}
	}
	for _, child := range n.Children {
		list = append(list, switches(child)...)
	}
	return list
}

func newParser(s streams) *kong.Kong {
	return kong.Must(&cli{},
		kong.Name("ges-emulator"),
		kong.Writers(s.out, s.err),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 100}),
		kong.Help(printHelp),
	)
}
