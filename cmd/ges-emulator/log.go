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
// takes the lines of many calls, and a line that comes alone is written at once.
const writeGap = time.Millisecond

// outputTimeout is how long the end of a server waits for who reads its output,
// in real time.
const outputTimeout = time.Second

// Limits of a [logWriter]. What is pending and what is being written are two
// buffers, of a mebibyte together.
const (
	maxPending  = 512 << 10 // bytes
	spareBuffer = 64 << 10  // bytes; a larger buffer is let go once it is written
)

// logWriter hands lines over to a goroutine that writes them. Whoever logs never
// waits: lines that do not fit because nobody reads them are counted, and a line
// says how many there were; where nothing can be written any more, the logging
// ends. Lines that come shortly after others go out together.
type logWriter struct {
	out     io.Writer
	dropped func(lines int) []byte // a line that says so

	wake chan struct{} // has an element when something is pending
	done chan struct{} // closed when nothing more is written

	mu      sync.Mutex
	pending []byte // whole lines
	lost    int    // lines that came after them and did not fit
	closed  bool
}

func newLogWriter(out io.Writer, dropped func(lines int) []byte) *logWriter {
	w := &logWriter{out: out, dropped: dropped, wake: make(chan struct{}, 1), done: make(chan struct{})}
	go w.run()
	return w
}

// Write takes a line. It never fails.
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
		w.lost++ // and all lines that follow, so that those that are written have no gap but the one that is told
		return len(line), nil
	}
	w.pending = append(w.pending, line...)
	return len(line), nil
}

// run writes what is pending until the writer is closed or nothing can be
// written any more.
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

// take returns what is pending. From then on lines go to another buffer.
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

// stop takes no more lines.
func (w *logWriter) stop() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.closed {
		w.closed = true
		close(w.wake)
	}
}

// close writes what is pending, unless that takes longer than the grace.
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

// errNotRead says that nobody read what was written.
var errNotRead = errors.New("nobody reads it")

// writeWithin writes a text, unless that takes longer than the grace.
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
