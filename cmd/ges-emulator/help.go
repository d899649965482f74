package main

import (
	"io"

	"github.com/alecthomas/kong"
)

// printHelp prints the overview below, or kong's help of a command.
func printHelp(options kong.HelpOptions, ctx *kong.Context) error {
	if ctx.Selected() != nil {
		return kong.DefaultHelpPrinter(options, ctx)
	}
	_, err := io.WriteString(ctx.Stdout, overview)
	return err
}

const overview = `Usage: ges-emulator [serve] [SCENARIO] [flags]
       ges-emulator COMMAND [arguments] [flags]

Emulates the management plane of Huawei Cloud GES: lists the jobs, graphs and
backups that a scenario describes, and accepts calls that submit jobs, on a
virtual clock. A SCENARIO is a YAML file or the name of a built-in one.

Commands:
  serve [SCENARIO]     Serve a scenario, "default" if none is named.
  validate FILE...     Check scenario files and print all that is wrong.
  timeline FILE        Draw a scenario's jobs over virtual time.
  scenarios            List the built-in scenarios.
  scenarios show NAME  Print a built-in scenario, to start one of your own from.
  scenarios from REC   Print a scenario that answers as a recording did.
  schema               Print the JSON Schema of scenario files, for editors.
  state check DIR      Check the folder of serve --state.
  state repair DIR     Make a damaged one usable again, and say what is dropped.
  version              Print which build this is.
  licenses             Print the licences of what the program contains.

Commands for a running emulator, at --addr:
  health               Ask whether it is ready.
  advance PROJECT TIME Move a project's time: 30s, next, end, 2018-12-17T12:56:00.
  reset PROJECT        Return a project to the start of its scenario.
  load PROJECT NAME    Give a project another scenario, a built-in one or a file.
  fault PROJECT        Add, list or remove faults of a project.

Commands for any server, the real service too:
  check URL            Tell which rules hold there; reads --project ID only.
  record               Record calls and answers, as a proxy in front of it.
  diff RECORDING       Tell where an emulator answers otherwise than was recorded.

Flags:
  -h, --help     Show this, or after a command the help of that command.
      --version  Print which build this is.

Examples:
  ges-emulator                                # serve "default" on 127.0.0.1:8080
  ges-emulator third-poll-fails               # another built-in scenario
  ges-emulator my-scenario.yaml --addr :9000  # your own, for other machines too
  ges-emulator busy-month --clock-start now --clock-mode realtime
  ges-emulator validate scenarios/*.yaml
  ges-emulator timeline my-scenario.yaml
  ges-emulator advance p1 30s

Exit codes: 0, 1 when what was asked for failed, 2 when the command line is wrong,
3 when serve --fail-on-violation saw clients violate the contract, or check or diff
found a difference, 4 when these had nothing to tell of.
`
