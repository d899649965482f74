package gesapi_test

import (
	"testing"

	"github.com/ges-emulator/ges-emulator/emulator/history"
	"github.com/ges-emulator/ges-emulator/emulator/world"
)

// inProject runs a transaction on a project, beside the API.
func inProject(t testing.TB, w *world.World, id string, do func(tx *world.Tx)) {
	t.Helper()
	if err := w.Do(id, nil, func(tx *world.Tx) error { do(tx); return nil }); err != nil {
		t.Fatal(err)
	}
}

// advance moves the project that most tests use.
func advance(t testing.TB, w *world.World, target world.Target) {
	t.Helper()
	inProject(t, w, "p1", func(tx *world.Tx) {
		if _, err := tx.Advance(target); err != nil {
			t.Fatal(err)
		}
	})
}

func reset(t testing.TB, w *world.World, id string) {
	t.Helper()
	inProject(t, w, id, func(tx *world.Tx) { tx.Reset() })
}

func calls(t testing.TB, w *world.World, id string) (n int) {
	t.Helper()
	inProject(t, w, id, func(tx *world.Tx) { n = tx.Calls() })
	return n
}

// historyOf is what a project's jobs do.
func historyOf(t testing.TB, w *world.World, id string) (h *history.History) {
	t.Helper()
	inProject(t, w, id, func(tx *world.Tx) { h = tx.History() })
	return h
}
