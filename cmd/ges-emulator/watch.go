package main

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/fsnotify/fsnotify"

	"github.com/ges-emulator/ges-emulator/emulator"
	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/format"
)

// settleTime is how long a folder must be unchanged before a file in it is read, in
// real time: editors write a file in several steps.
const settleTime = 50 * time.Millisecond

// maxSettleRounds limits the wait for a folder that never settles.
const maxSettleRounds = 20

// watcher reloads a scenario when its file changes. It watches folders, not the
// file: most editors put another file in its place.
type watcher struct {
	path   string
	loaded []byte // the content of the file when last read
	load   func(emulator.Option) error
	log    *slog.Logger
	events *fsnotify.Watcher
}

// watch is a watcher of the file that a source was read from.
func watch(file *source, e *emulator.Emulator, log *slog.Logger) (*watcher, error) {
	if file.builtIn != "" {
		return nil, newUsageFailure("ges-emulator scenarios show "+file.builtIn+" > my-scenario.yaml, then serve that file with --watch",
			"--watch: %q is a built-in scenario, which does not change", file.builtIn)
	}
	if !file.onDisk {
		return nil, newUsageFailure("ges-emulator serve my-scenario.yaml --watch", "--watch: %s is not a file that can change", file.name)
	}
	events, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, newFailure("", "--watch: %v", err)
	}
	folders := []string{filepath.Dir(file.name)}
	if target, err := filepath.EvalSymlinks(file.name); err == nil && filepath.Dir(target) != folders[0] {
		folders = append(folders, filepath.Dir(target))
	}
	for _, folder := range folders {
		if err := events.Add(folder); err != nil {
			return nil, errors.Join(newFailure("", "--watch: %s: %v", folder, err), events.Close())
		}
	}
	return &watcher{file.name, file.data, e.Load, log, events}, nil
}

// run reloads until the context ends.
func (w *watcher) run(ctx context.Context) {
	defer w.events.Close()
	w.reload() // it may have changed before it was watched
	for {
		select {
		case <-ctx.Done():
			return
		case _, open := <-w.events.Events:
			if !open {
				return
			}
			w.settle(ctx)
			w.reload()
		case err := <-w.events.Errors: // such as too many changes at once
			w.log.Warn("watching the scenario file", "file", w.path, "error", err)
			w.reload()
		}
	}
}

// settle waits until the folder is unchanged.
func (w *watcher) settle(ctx context.Context) {
	for range maxSettleRounds {
		if !clock.Wait(ctx, settleTime) || w.drain() == 0 {
			return
		}
	}
}

// drain discards the pending events and returns their number.
func (w *watcher) drain() int {
	for n := 0; ; n++ {
		select {
		case <-w.events.Events:
		default:
			return n
		}
	}
}

// reload loads the file if its content changed. If that has problems, the old
// scenario stays.
func (w *watcher) reload() {
	data, err := readFile(w.path)
	switch {
	case err != nil && missing(w.path):
		return // an editor is replacing it, or it will come back
	case err != nil:
		w.log.Warn("scenario file not read; the old scenario stays", "file", w.path, "error", err)
		return
	case bytes.Equal(data, w.loaded):
		return
	}
	w.loaded = data
	file := source{name: w.path, data: data, onDisk: true}
	err = w.load(file.option())
	if err == nil {
		w.log.Info("scenario reloaded; every project starts again", "file", w.path)
		return
	}
	problems := format.Problems{}
	if !errors.As(err, &problems) {
		w.log.Error("scenario not reloaded; the old one stays", "file", w.path, "error", err)
		return
	}
	w.log.Error("scenario not reloaded; the old one stays", "file", w.path, "problems", len(problems))
	for _, p := range problems {
		w.log.Error("problem in the scenario", "problem", p.String())
	}
}

// missing says whether there is no file of a name.
func missing(path string) bool {
	_, err := os.Stat(path)
	return errors.Is(err, fs.ErrNotExist)
}
