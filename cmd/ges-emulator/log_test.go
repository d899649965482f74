package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
)

// Lines that nobody reads are counted, and the log goes on once somebody does.
func TestLogThatIsReadLate(t *testing.T) {
	for format, want := range map[logFormat]string{
		logText: ` level=WARN msg="lines of the log dropped, which nobody read in time" lines=`,
		logJSON: `,"level":"WARN","msg":"lines of the log dropped, which nobody read in time","lines":`,
	} {
		synctest.Test(t, func(t *testing.T) {
			in, out := io.Pipe()
			log, w := (&serveCommand{LogFormat: format}).logger(out)
			const lines = 2000
			text := strings.Repeat("x", 1<<10)
			for n := range lines {
				log.Info("line", "n", n, "text", text)
				synctest.Wait() // until it is being written, or pending
			}
			var got []string
			reader := bufio.NewReader(in)
			next := func() string {
				line, err := reader.ReadString('\n')
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, line)
				return line
			}
			for !strings.Contains(next(), want) {
			}
			dropped := 0
			_, count, _ := strings.Cut(got[len(got)-1], want)
			if _, err := fmt.Sscan(strings.Trim(count, "}\n"), &dropped); err != nil {
				t.Fatal(err)
			}
			if written := len(got) - 1; written+dropped != lines || written < 400 || dropped < 400 {
				t.Errorf("%d lines are written and %d dropped, of %d", written, dropped, lines)
			}
			for n, line := range got[:len(got)-1] {
				if !strings.Contains(line, fmt.Sprintf("n=%d ", n)) && !strings.Contains(line, fmt.Sprintf(`"n":%d,`, n)) {
					t.Fatalf("line %d is %s", n, line)
				}
			}
			log.Info("again")
			if line := next(); !strings.Contains(line, "again") {
				t.Errorf("after that comes %s", line)
			}
			w.close()
		})
	}
}

// Neither who logs nor the end waits for who reads nothing.
func TestLogThatNobodyReads(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		in, out := io.Pipe()
		log, w := new(serveCommand).logger(out)
		began := clock.Wall()
		for n := range 1000 {
			log.Info("line", "n", n)
		}
		if elapsed := clock.Since(began); elapsed != 0 {
			t.Errorf("who logs waits %s", elapsed)
		}
		w.close()
		if elapsed := clock.Since(began); elapsed != outputTimeout {
			t.Errorf("the end waits %s, want %s", elapsed, outputTimeout)
		}
		log.Info("after the end")
		_ = in.Close()
	})
}

func TestTextThatNobodyReads(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		in, out := io.Pipe()
		began := clock.Wall()
		if err := writeWithin(outputTimeout, out, "text"); !errors.Is(err, errNotRead) || clock.Since(began) != outputTimeout {
			t.Errorf("after %s: %v", clock.Since(began), err)
		}
		_ = in.Close()
		if err := writeWithin(outputTimeout, out, "text"); !errors.Is(err, io.ErrClosedPipe) {
			t.Errorf("to a pipe that is closed: %v", err)
		}
	})
}

// An output that is closed ends the log, and nothing else.
func TestLogThatIsClosed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		in, out := io.Pipe()
		log, w := new(serveCommand).logger(out)
		began := clock.Wall()
		_ = in.Close()
		for n := range 1000 {
			log.Info("line", "n", n)
			synctest.Wait()
		}
		w.close()
		w.close()
		if elapsed := clock.Since(began); elapsed != 0 {
			t.Errorf("it takes %s", elapsed)
		}
	})
}

// All lines are there at the end, each of them whole, and those of one caller in
// their order.
func TestLogOfManyCallers(t *testing.T) {
	var out bytes.Buffer
	log, w := new(serveCommand).logger(&out)
	var wg sync.WaitGroup
	for caller := range 8 {
		wg.Go(func() {
			for n := range 100 {
				log.Info("line", "caller", caller, "n", n)
			}
		})
	}
	wg.Wait()
	w.close()
	next := map[int]int{}
	for line := range strings.Lines(out.String()) {
		_, rest, _ := strings.Cut(line, "msg=line ")
		var caller, n int
		if _, err := fmt.Sscanf(rest, "caller=%d n=%d\n", &caller, &n); err != nil || n != next[caller] {
			t.Fatalf("line %q, error %v, want n=%d", line, err, next[caller])
		}
		next[caller]++
	}
	if len(next) != 8 || next[0] != 100 {
		t.Errorf("the lines are %v", next)
	}
}

// BenchmarkLog writes lines such as those of calls to a file.
func BenchmarkLog(b *testing.B) {
	file, err := os.Create(filepath.Join(b.TempDir(), "log"))
	if err != nil {
		b.Fatal(err)
	}
	defer file.Close()
	log, w := new(serveCommand).logger(file)
	defer w.close()
	b.ReportAllocs()
	for b.Loop() {
		log.LogAttrs(b.Context(), slog.LevelInfo, "call", slog.String("method", "GET"), slog.String("uri", "/v1.0/p1/graphs/jobs"),
			slog.Int("status", 200), slog.Float64("ms", 0.125), slog.String("project", "p1"))
	}
}
