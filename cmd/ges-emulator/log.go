package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"sync"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
)

// writeGap is the real time between two writes of a log: under load one write
// takes the lines of many calls, and a single line is written at once.
const writeGap = time.Millisecond

// outputTimeout limits the writing of the last output of a server, in real time.
const outputTimeout = time.Second

// Limits of a [logWriter]. What is pending and what is being written are two
// buffers, of a mebibyte together.
const (
	maxPending  = 512 << 10 // bytes
	spareBuffer = 64 << 10  // bytes; a larger buffer is freed once it is written
)

// logWriter passes lines to a goroutine that writes them, so logging never blocks.
// Lines that do not fit, because nobody reads the output, are dropped and counted
// in a line of their own; after an error of the output logging ends. Lines that
// come shortly after others are written together.
type logWriter struct {
	out     io.Writer
	dropped func(lines int) []byte // makes the line about dropped lines

	wake chan struct{} // has an element when something is pending
	done chan struct{} // closed when nothing more is written

	mu      sync.Mutex
	pending []byte // whole lines
	lost    int    // number of lines after them that did not fit
	closed  bool
}

func newLogWriter(out io.Writer, dropped func(lines int) []byte) *logWriter {
	w := &logWriter{out: out, dropped: dropped, wake: make(chan struct{}, 1), done: make(chan struct{})}
	go w.run()
	return w
}

// Write adds a line. It never fails.
func (w *logWriter) Write(line []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		return len(line), nil
	}
	if len(w.pending) == 0 && w.lost == 0 {
		w.wake <- struct{}{} // there is room: the element of what was pending before is taken
	}
	if w.lost > 0 || len(w.pending)+len(line) > maxPending {
		w.lost++ // and all lines that follow, so that there is no other gap than the reported one
		return len(line), nil
	}
	w.pending = append(w.pending, line...)
	return len(line), nil
}

// run writes the pending lines until the writer is closed or the output fails.
func (w *logWriter) run() {
	defer close(w.done)
	var spare []byte
	for range w.wake {
		batch := w.take(spare)
		if _, err := w.out.Write(batch); err != nil {
			w.stop()
			return
		}
		if spare = batch[:0]; cap(spare) > spareBuffer {
			spare = nil
		}
		clock.Wait(context.Background(), writeGap)
	}
}

// take returns the pending lines, and replaces their buffer.
func (w *logWriter) take(spare []byte) []byte {
	w.mu.Lock()
	defer w.mu.Unlock()
	batch, lost := w.pending, w.lost
	w.pending, w.lost = spare, 0
	if lost > 0 {
		batch = append(batch, w.dropped(lost)...)
	}
	return batch
}

// stop refuses further lines.
func (w *logWriter) stop() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.closed {
		w.closed = true
		close(w.wake)
	}
}

// close writes the pending lines, within outputTimeout.
func (w *logWriter) close() {
	w.stop()
	clock.WaitFor(context.Background(), outputTimeout, w.done)
}

// logger is the log of a server; it is closed at the end.
func (c *serveCommand) logger(out io.Writer) (*slog.Logger, *logWriter) {
	w := newLogWriter(out, func(lines int) []byte {
		var line bytes.Buffer
		record := slog.NewRecord(clock.Wall(), slog.LevelWarn, "lines of the log dropped, which nobody read in time", 0)
		record.AddAttrs(slog.Int("lines", lines))
		_ = c.logHandler(&line).Handle(context.Background(), record) // a buffer takes everything
		return line.Bytes()
	})
	return slog.New(c.logHandler(w)), w
}

func (c *serveCommand) logHandler(w io.Writer) slog.Handler {
	options := &slog.HandlerOptions{Level: c.LogLevel.Level}
	if c.LogFormat == logJSON {
		return slog.NewJSONHandler(w, options)
	}
	return slog.NewTextHandler(w, options)
}

// errNotRead says that nobody read the output in time.
var errNotRead = errors.New("nobody reads it")

// writeWithin writes a text, within a time limit.
func writeWithin(timeout time.Duration, out io.Writer, text string) error {
	written, done := error(nil), make(chan struct{})
	go func() {
		defer close(done)
		_, written = io.WriteString(out, text)
	}()
	if clock.WaitFor(context.Background(), timeout, done) {
		return errNotRead
	}
	return written
}
