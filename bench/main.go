// Command bench measures ges-emulator end to end and writes a table of targets
// and results: the server alone on one core, the load on another, in turns with
// a bare net/http handler that writes the same bytes, which is as fast as any
// server of this kind can be. Only ratios of one run mean anything; the calls a
// second of one machine are not those of another.
//
// It is not a test: it never fails on a time. It takes a few minutes and wants a
// machine with two idle cores.
//
//	go run ./bench                     everything, to bench/result.md
//	go run ./bench -runs 3             three times; the medians and how far they spread
//	go run ./bench -rounds 3           a quick look
//	go run ./bench -micro=false        without the packages' own benchmarks
//	go run ./bench -vs ./old           with another build by turns: before and after
//
// The same binary plays the load and the bare handler: see load.go and bare.go;
// sdk.go is what an SDK sends. What is measured, and against what, is in report.go.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"time"
)

// limit is how long a whole run may take.
const limit = 2 * time.Hour

// options are the flags.
type options struct {
	out       string
	server    string // the binary to be measured; "": it is built
	vs        string // another one; "": none
	runs      int
	duration  time.Duration
	rounds    int
	conns     int
	many      int
	micro     bool
	benchtime string
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	if err := run(ctx, os.Args[1:], os.Stdout, os.Stderr); err != nil {
		if !errors.Is(err, flag.ErrHelp) {
			fmt.Fprintln(os.Stderr, "bench:", err)
		}
		os.Exit(1) //nolint:gocritic // what was deferred ends with the process
	}
}

// run plays the part that the first argument names, or conducts.
func run(ctx context.Context, args []string, out, log io.Writer) error {
	if len(args) > 0 {
		switch args[0] {
		case roleLoad:
			return runLoad(ctx, args[1:], out)
		case roleBare:
			return runBare(args[1:], out)
		}
	}
	o, err := parse(args, log)
	if err != nil {
		return err
	}
	scratch, err := os.MkdirTemp("", "ges-emulator-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(scratch)
	c := &conductor{options: o, scratch: scratch, log: log}
	r, err := c.measure(ctx)
	if err != nil {
		return err
	}
	text := r.markdown()
	fmt.Fprint(out, text)
	return os.WriteFile(filepath.Clean(o.out), []byte(text), 0o644)
}

func parse(args []string, log io.Writer) (options, error) {
	var o options
	f := flag.NewFlagSet("bench", flag.ContinueOnError)
	f.SetOutput(log)
	f.StringVar(&o.out, "o", "bench/result.md", "file to write the table to")
	f.StringVar(&o.server, "server", "", "binary to measure, in place of one that is built")
	f.StringVar(&o.vs, "vs", "", "binary to measure by turns with it, such as an older build")
	f.IntVar(&o.runs, "runs", 1, "how often the server is measured; of several the median counts")
	f.DurationVar(&o.duration, "duration", 400*time.Millisecond, "length of one turn of load")
	f.IntVar(&o.rounds, "rounds", 15, "rounds; in each, every server has its turn at every query")
	f.IntVar(&o.conns, "conns", 8, "connections that the load keeps open")
	f.IntVar(&o.many, "jobs", 1_000_000, "jobs of the large project")
	f.BoolVar(&o.micro, "micro", true, "run the packages' own benchmarks too")
	f.StringVar(&o.benchtime, "benchtime", "100ms", "go test -benchtime of those")
	if err := f.Parse(args); err != nil {
		return o, err
	}
	switch {
	case f.NArg() > 0:
		return o, fmt.Errorf("unexpected argument %q", f.Arg(0))
	case o.runs < 1 || o.rounds < 1 || o.conns < 1 || o.many < few:
		return o, fmt.Errorf("-runs, -rounds and -conns must be at least 1, -jobs at least %d", few)
	case o.duration < 10*time.Millisecond:
		return o, errors.New("-duration must be at least 10ms")
	}
	return o, nil
}
