package main

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
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

// watcher reloads a scenario when its file changes, also when a link or a folder on
// the way to it is replaced. It watches folders, not the file: most editors put
// another file in its place.
type watcher struct {
	path    string
	entries []string // what the path goes through, as [pathEntries] returns it
	loaded  []byte   // the content of the file when last read
	load    func(emulator.Option) error
	log     *slog.Logger
	events  *fsnotify.Watcher
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
	w := &watcher{path: file.name, loaded: file.data, load: e.Load, log: log}
	if err := w.follow(); err != nil {
		return nil, newFailure("", "--watch: %v", err)
	}
	return w, nil
}

// follow watches the folders that the path goes through now, afresh: one of the same
// name may be another folder. The error is about the folder of the file; one above
// it may be unreadable.
func (w *watcher) follow() error {
	events, err := fsnotify.NewWatcher()
	if err != nil {
		return err
	}
	entries := pathEntries(w.path)
	for _, entry := range entries {
		err = events.Add(filepath.Dir(entry))
	}
	if w.events != nil {
		_ = w.events.Close()
	} else if err != nil {
		return errors.Join(err, events.Close())
	}
	w.events, w.entries = events, entries
	return nil
}

// pathEntries lists the files, links and folders that a path goes through, each by
// its folder's real path: a change of any may make it the path of another file.
func pathEntries(path string) []string {
	const maxLinks = 40 // as Linux has it
	path, err := filepath.Abs(path)
	if err != nil {
		return nil
	}
	var entries []string
	at, rest := splitRoot(path)
	for links := 0; len(rest) > 0; {
		name := rest[0]
		rest = rest[1:]
		switch name {
		case "", ".":
			continue
		case "..":
			at = filepath.Dir(at)
			continue
		}
		at = filepath.Join(at, name)
		entries = append(entries, at)
		target, err := os.Readlink(at)
		if err != nil { // no link, or not there
			continue
		}
		if links++; links > maxLinks {
			break
		}
		at = filepath.Dir(at)
		root, names := splitRoot(target)
		if root != "" {
			at = root
		}
		rest = append(names, rest...)
	}
	return entries
}

// splitRoot splits a path into its root, "" for a relative one, and the names in it.
func splitRoot(path string) (root string, names []string) {
	const separator = string(filepath.Separator)
	if filepath.IsAbs(path) {
		root = filepath.VolumeName(path) + separator
		path = path[len(root):]
	}
	return root, strings.Split(path, separator)
}

// run reloads until the context ends.
func (w *watcher) run(ctx context.Context) {
	defer func() { _ = w.events.Close() }()
	w.reload() // it may have changed before it was watched
	for {
		select {
		case <-ctx.Done():
			return
		case event, open := <-w.events.Events:
			if !open {
				return
			}
			if slices.Contains(w.entries, event.Name) {
				w.settle(ctx)
				w.reload()
			}
		case err := <-w.events.Errors: // such as too many changes at once
			w.log.Warn("watching the scenario file", "file", w.path, "error", err)
			w.reload()
		}
	}
}

// settle waits until what the path goes through is unchanged.
func (w *watcher) settle(ctx context.Context) {
	for range maxSettleRounds {
		if !clock.Wait(ctx, settleTime) || w.drain() == 0 {
			return
		}
	}
}

// drain discards the pending events and returns the number of those that matter.
func (w *watcher) drain() int {
	for n := 0; ; {
		select {
		case event := <-w.events.Events:
			if slices.Contains(w.entries, event.Name) {
				n++
			}
		default:
			return n
		}
	}
}

// reload loads the file if its content changed. If that has problems, the old
// scenario stays.
func (w *watcher) reload() {
	if err := w.follow(); err != nil { // before the reading, so that no later change is missed
		w.log.Warn("watching the scenario file", "file", w.path, "error", err)
	}
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
