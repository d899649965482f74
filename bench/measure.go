package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"time"
)

// starts is how often the start of a process is measured.
const starts = 15

// conductor starts the processes and gives each its turn.
type conductor struct {
	options
	scratch string
	log     io.Writer
	builds  []string // binaries: the one that is measured, then that of -vs if there is one
	logs    int      // files that servers have logged to
	self    string   // this program, for the other parts
}

// result is what one run measured of one build.
type result struct {
	binary               int64 // bytes
	started, bareStarted time.Duration
	idle                 int64 // bytes resident

	writtenLoad  time.Duration
	manyLoad     time.Duration
	manyLoaded   int64 // bytes resident after loading
	manyResident int64 // bytes resident after the rounds

	adding time.Duration // of half of all jobs of a large project, at run time; 0: it was not measured

	page, sdk, logged     *subject   // of the small project
	many, underWay, added []*subject // of the large ones
}

func (c *conductor) say(format string, args ...any) { fmt.Fprintf(c.log, format+"\n", args...) }

// measure does everything there is to measure, so many times.
func (c *conductor) measure(ctx context.Context) (*report, error) {
	if err := c.build(ctx); err != nil {
		return nil, err
	}
	r := &report{options: c.options, cores: runtime.NumCPU(), pinned: pinned(), results: make([][]*result, len(c.builds))}
	for run := range c.runs {
		c.say("run %d of %d", run+1, c.runs)
		for i := range c.builds {
			r.results[i] = append(r.results[i], new(result))
		}
		of := func(build int) *result { return r.results[build][run] }
		for _, step := range []func(context.Context, func(int) *result) error{c.process, c.loading, c.listing} {
			if err := step(ctx, of); err != nil {
				return nil, err
			}
		}
	}
	var err error
	r.micro, err = c.packages(ctx)
	return r, err
}

// build builds the product as it is shipped, unless a binary was given.
func (c *conductor) build(ctx context.Context) (err error) {
	if c.self, err = os.Executable(); err != nil {
		return err
	}
	binary := c.server
	if binary == "" {
		binary = filepath.Join(c.scratch, "ges-emulator")
		c.say("building the binary")
		cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags", "-s -w", "-o", binary, "./cmd/ges-emulator")
		cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
		cmd.Stderr = c.log
		if err := cmd.Run(); err != nil {
			return fmt.Errorf("go build, which must run at the repository's root: %w", err)
		}
	}
	c.builds = []string{binary}
	if c.vs != "" {
		c.builds = append(c.builds, c.vs)
	}
	return nil
}

// Log levels of the product.
const (
	quiet = "warn"
	every = "info" // the default: a line for each call
)

// emulator starts a build with a scenario: a file, or "" for the default.
func (c *conductor) emulator(ctx context.Context, binary, scenario, level string) (*server, error) {
	args := []string{"serve", "--addr", "127.0.0.1:0", "--log-level", level}
	if scenario != "" {
		args = append(args, scenario)
	}
	return start(ctx, c.newLog(), list, binary, args...)
}

// newLog is a file for a server's log.
func (c *conductor) newLog() string {
	c.logs++
	return filepath.Join(c.scratch, fmt.Sprintf("log-%d", c.logs))
}

// bare starts the bare handler with the bodies of some answers.
func (c *conductor) bare(ctx context.Context, bodies [][]byte) (*server, error) {
	args := []string{roleBare}
	for i, body := range bodies {
		path := filepath.Join(c.scratch, "body-"+strconv.Itoa(i))
		if err := os.WriteFile(path, body, 0o600); err != nil {
			return nil, err
		}
		args = append(args, path)
	}
	return start(ctx, c.newLog(), "/0", c.self, args...)
}

// process measures the start and the size of each build with its default
// scenario, and the start of the bare handler.
func (c *conductor) process(ctx context.Context, of func(int) *result) error {
	c.say("starting it %d times", starts)
	for i, binary := range c.builds {
		info, err := os.Stat(binary)
		if err != nil {
			return err
		}
		var started, bare []time.Duration
		var resident []int64
		for range starts {
			s, err := c.emulator(ctx, binary, "", every)
			if err != nil {
				return err
			}
			started, resident = append(started, s.started), append(resident, s.resident())
			s.stop()
			if s, err = c.bare(ctx, [][]byte{[]byte("{}")}); err != nil {
				return err
			}
			bare = append(bare, s.started)
			s.stop()
		}
		r := of(i)
		r.binary, r.started, r.bareStarted, r.idle = info.Size(), median(started), median(bare), median(resident)
	}
	return nil
}

// loading measures how long a large file takes to load.
func (c *conductor) loading(ctx context.Context, of func(int) *result) error {
	c.say("loading %d jobs that are written out", writtenOut)
	path, err := writeListed(c.scratch)
	if err != nil {
		return err
	}
	for i, binary := range c.builds {
		s, err := c.emulator(ctx, binary, path, every)
		if err != nil {
			return err
		}
		of(i).writtenLoad = s.started
		s.stop()
	}
	return nil
}

// packages runs the packages' own benchmarks and gives what they print.
func (c *conductor) packages(ctx context.Context) (string, error) {
	if !c.micro {
		return "", nil
	}
	c.say("running the packages' benchmarks")
	cmd := exec.CommandContext(ctx, "go", "test", "-run", "^$", "-bench", ".", "-benchmem",
		"-benchtime", c.benchtime, "./emulator/...")
	cmd.Stderr = c.log
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("go test -bench: %w\n%s", err, out)
	}
	return string(out), nil
}

// median is the middle value, of an even number the larger of the two.
func median[T int64 | float64 | time.Duration](values []T) T {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}
