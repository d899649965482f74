package fake_test

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"testing"
	"unicode/utf8"

	"github.com/ges-emulator/ges-emulator/emulator/fake"
)

// A value does not depend on the inventor, on the order of calls, or on other calls.
func TestOrderChangesNoValue(t *testing.T) {
	draws := []func(*fake.Inventor, fake.Key) string{
		func(v *fake.Inventor, k fake.Key) string { return fmt.Sprint(v.Between(k, -50, 1e12)) },
		func(v *fake.Inventor, k fake.Key) string { return fmt.Sprint(v.Index(k, 7)) },
		func(v *fake.Inventor, k fake.Key) string { return fmt.Sprint(v.Share(k)) },
		func(v *fake.Inventor, k fake.Key) string { return v.One(k, []string{"a", "b", "c", "d"}) },
		func(v *fake.Inventor, k fake.Key) string { return v.GraphName(k) },
		func(v *fake.Inventor, k fake.Key) string { return v.Bucket(k) },
		func(v *fake.Inventor, k fake.Key) string { return v.Cause(k, 9999) },
	}
	root, used := fake.NewKey(5), fake.New()
	const n = 700
	forwards := make([]string, n)
	for i := range n {
		forwards[i] = draws[i%len(draws)](used, root.Nth(i))
	}
	for i := n - 1; i >= 0; i-- {
		if got := draws[i%len(draws)](used, root.Nth(i)); got != forwards[i] {
			t.Fatalf("value %d was %q, and is %q when the later ones were asked first", i, forwards[i], got)
		}
		if got := draws[i%len(draws)](fake.New(), root.Nth(i)); got != forwards[i] {
			t.Fatalf("value %d was %q, and is %q from a new inventor", i, forwards[i], got)
		}
	}
}

// Values are uniformly distributed over a range, including both ends, and never outside it.
func TestBetween(t *testing.T) {
	v, root := fake.New(), fake.NewKey(1)
	for _, r := range [][2]int64{{1, 6}, {-3, 3}, {0, 1}, {1e15, 1e15 + 9}, {math.MaxInt64 - 3, math.MaxInt64}, {math.MinInt64, math.MinInt64 + 4}} {
		lo, hi := r[0], r[1]
		const each = 1000
		n := int(hi-lo+1) * each
		counts := map[int64]int{}
		for i := range n {
			counts[v.Between(root.For(fmt.Sprint(r)).Nth(i), lo, hi)]++
		}
		if len(counts) != int(hi-lo+1) {
			t.Errorf("from %d to %d: %v came up", lo, hi, counts)
		}
		for number, count := range counts {
			if number < lo || number > hi || count < each*4/5 || count > each*6/5 { // more than 6 standard deviations
				t.Errorf("from %d to %d: %d came up %d times, want about %d", lo, hi, number, count, each)
			}
		}
	}
}

func TestBetweenOfOddRanges(t *testing.T) {
	v, root := fake.New(), fake.NewKey(1)
	if got := v.Between(root, 7, 7); got != 7 {
		t.Errorf("from 7 to 7: %d", got)
	}
	if got := v.Between(root, 7, 3); got != 7 {
		t.Errorf("of a range that ends before it begins comes %d, want its begin 7", got)
	}
	negative, positive := 0, 0
	for i := range 1000 {
		k := root.Nth(i)
		if v.Between(k, math.MinInt64, math.MaxInt64) < 0 {
			negative++
		} else {
			positive++
		}
		if got := v.Between(k, -1, math.MaxInt64); got < -1 {
			t.Fatalf("from -1 to the greatest number: %d", got)
		}
		if got := v.Between(k, 0, math.MaxInt64); got < 0 {
			t.Fatalf("from 0 to the greatest number: %d", got)
		}
	}
	if negative < 400 || positive < 400 {
		t.Errorf("of all numbers, %d are negative and %d not", negative, positive)
	}
}

func TestShareIsEvenlySpread(t *testing.T) {
	v, root := fake.New(), fake.NewKey(1)
	var tenths [10]int
	for i := range 10_000 {
		s := v.Share(root.Nth(i))
		if s < 0 || s >= 1 {
			t.Fatalf("share %d is %g", i, s)
		}
		tenths[int(s*10)]++
	}
	for tenth, count := range tenths {
		if count < 800 || count > 1200 {
			t.Errorf("%d of 10,000 shares lie from 0.%d on, want about 1,000", count, tenth)
		}
	}
}

func TestOneAndIndexReachEverything(t *testing.T) {
	v, root := fake.New(), fake.NewKey(1)
	of := []string{"a", "b", "c"}
	seen := map[string]bool{}
	for i := range 100 {
		seen[v.One(root.Nth(i), of)] = true
		if got, want := v.One(root.Nth(i), of), of[v.Index(root.Nth(i), len(of))]; got != want {
			t.Fatalf("One is %q where Index points at %q", got, want)
		}
	}
	if len(seen) != len(of) {
		t.Errorf("of %v only %v came up", of, seen)
	}
	if got := v.Index(root, 1); got != 0 {
		t.Errorf("the only index is %d", got)
	}
}

// Invented texts have the right format, whatever their words.
func TestTextsAreWellFormed(t *testing.T) {
	v := fake.New()
	const lines = 5000
	for what, c := range map[string]struct {
		form   *regexp.Regexp
		invent func(fake.Key) string
		least  int // minimum number of distinct ones of 2,000
	}{
		"graph":  {regexp.MustCompile(`^[a-z][a-z0-9_]{3,49}$`), v.GraphName, 1500},
		"bucket": {regexp.MustCompile(`^[a-z][a-z-]{1,61}[a-z]$`), v.Bucket, 100},
		"cause":  {regexp.MustCompile(`^line ([0-9]+): [a-z0-9 ,]+$`), func(k fake.Key) string { return v.Cause(k, lines) }, 1500},
	} {
		seen := map[string]bool{}
		for i := range 2000 {
			text := c.invent(fake.NewKey(9).For(what).Nth(i))
			match := c.form.FindStringSubmatch(text)
			if match == nil || !utf8.ValidString(text) {
				t.Errorf("%s %q does not look like one: %s", what, text, c.form)
			}
			if len(match) > 1 {
				if line, _ := strconv.Atoi(match[1]); line < 1 || line > lines {
					t.Errorf("%s %q is about a line that a file of %d lines has not", what, text, lines)
				}
			}
			seen[text] = true
		}
		if len(seen) < c.least {
			t.Errorf("of 2,000 of %s only %d differ, want %d", what, len(seen), c.least)
		}
	}
}

func TestCauseOfAnEmptyFile(t *testing.T) {
	v := fake.New()
	var seen []string
	for i := range 50 {
		for _, lines := range []int64{-1, 0, 1} {
			if text := v.Cause(fake.NewKey(int64(i)), lines); text[:7] != "line 1:" {
				t.Errorf("a file of %d lines has the cause %q", lines, text)
			} else if !slices.Contains(seen, text) {
				seen = append(seen, text)
			}
		}
	}
	if len(seen) < 5 {
		t.Errorf("only these causes came up: %q", seen)
	}
}
