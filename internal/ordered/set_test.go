package ordered_test

import (
	"cmp"
	"slices"
	"testing"

	"github.com/ges-emulator/ges-emulator/emulator/fake"
	"github.com/ges-emulator/ges-emulator/internal/ordered"
)

// interval is from at to end, excluded.
type interval struct{ at, end int64 }

var byStart = ordered.Order[interval]{
	Compare: func(a, b interval) int { return cmp.Compare(a.at, b.at) },
	Weight:  func(i interval) int64 { return i.end },
}

// Every answer is that of a sorted slice, after any changes; and older sets do not
// change.
func TestAgainstASlice(t *testing.T) {
	draws, inventor := 0, fake.New()
	draw := func(n int64) int64 {
		draws++
		return inventor.Between(fake.NewKey(1).Nth(draws), 0, n-1)
	}
	set, model := byStart.Set(), []interval(nil)
	type version struct {
		set   ordered.Set[interval]
		model []interval
	}
	var versions []version
	for step := range 4000 {
		at := draw(1000)
		i, found := slices.BinarySearchFunc(model, at, func(x interval, at int64) int { return cmp.Compare(x.at, at) })
		model = slices.Clone(model)
		if draw(5) < 3 {
			x := interval{at, at + draw(50)}
			set = set.With(x)
			if found {
				model[i] = x
			} else {
				model = slices.Insert(model, i, x)
			}
		} else {
			set = set.Without(interval{at: at})
			if found {
				model = slices.Delete(model, i, i+1)
			}
		}
		if step%100 == 0 {
			versions = append(versions, version{set, model})
		}
	}
	versions = append(versions, version{set, model}, version{byStart.Set(model...), model})
	for _, v := range versions {
		check(t, v.set, v.model, draw(1050))
	}
}

func check(t *testing.T, set ordered.Set[interval], model []interval, now int64) {
	t.Helper()
	before := func(x interval) bool { return x.at <= now }
	begun := slices.DeleteFunc(slices.Clone(model), func(x interval) bool { return !before(x) })
	open := slices.DeleteFunc(slices.Clone(begun), func(x interval) bool { return x.end <= now })
	if got := slices.Collect(set.All()); !slices.Equal(got, model) {
		t.Fatalf("all: %v, want %v", got, model)
	}
	if set.Len() != len(model) || set.Count(before) != len(begun) {
		t.Errorf("%d items, %d before %d; want %d, %d", set.Len(), set.Count(before), now, len(model), len(begun))
	}
	if got := slices.Collect(set.Above(before, now)); !slices.Equal(got, open) {
		t.Errorf("above: %v, want %v", got, open)
	}
	slices.Reverse(open)
	if got := slices.Collect(set.AboveBackward(before, now)); !slices.Equal(got, open) {
		t.Errorf("above, backward: %v, want %v", got, open)
	}
	if got := slices.Collect(set.From(before)); !slices.Equal(got, model[len(begun):]) {
		t.Errorf("from: %v, want %v", got, model[len(begun):])
	}
	last, ok := set.Last(before)
	if ok != (len(begun) > 0) || ok && last != begun[len(begun)-1] {
		t.Errorf("the last before %d is %v %t", now, last, ok)
	}
	found, ok := set.Find(func(x interval) int { return cmp.Compare(now, x.at) })
	if i := slices.IndexFunc(model, func(x interval) bool { return x.at == now }); ok != (i >= 0) || ok && found != model[i] {
		t.Errorf("found %v %t", found, ok)
	}
}

// Visiting stops when the visitor does.
func TestStop(t *testing.T) {
	set := byStart.Set(interval{1, 9}, interval{2, 9}, interval{3, 9}, interval{4, 9})
	all := func(interval) bool { return true }
	for name, seq := range map[string]func(func(interval) bool){
		"all": set.All(), "from": set.From(func(interval) bool { return false }), "above": set.Above(all, 0), "backward": set.AboveBackward(all, 0),
	} {
		n := 0
		for range seq {
			if n++; n == 2 {
				break
			}
		}
		if n != 2 {
			t.Errorf("%s: %d items", name, n)
		}
	}
}

// The tree stays balanced when items come in order.
func TestBalance(t *testing.T) {
	set := byStart.Set()
	for i := range int64(1 << 12) {
		set = set.With(interval{i, i})
	}
	steps := 0
	set.Find(func(interval) int { steps++; return 1 })
	if steps > 2*12 {
		t.Errorf("%d steps to the last of 4096 items", steps)
	}
}
