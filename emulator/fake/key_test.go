package fake_test

import (
	"math"
	"strings"
	"testing"

	"github.com/ges-emulator/ges-emulator/emulator/fake"
)

// Different purposes have different keys.
func TestKeysDiffer(t *testing.T) {
	seen := map[fake.Key]string{}
	see := func(k fake.Key, what string) {
		t.Helper()
		if other, ok := seen[k]; ok {
			t.Fatalf("%s has the key of %s", what, other)
		}
		seen[k] = what
	}
	for _, seed := range []int64{0, 1, 2, -1, 42, math.MaxInt64, math.MinInt64} {
		root := fake.NewKey(seed)
		at := "seed " + hex(fake.NewKey(seed))
		see(root, at)
		purposes := []string{
			"", "a", "b", "ab", "ba", "a\x00", "\x00", "\x00\x00", "job", "jobs", "generate", "generated",
			"12345678", "123456781", "1234567812345678", "12345678\x00", "running", "waiting", "größe",
		}
		for n := range 40 {
			purposes = append(purposes, strings.Repeat("x", n+1))
		}
		for _, p := range purposes {
			see(root.For(p), at+" for "+p)
			see(root.For(p).For(p), at+" for "+p+" for "+p)
		}
		see(root.For("a").For("b"), at+" for a for b")
		see(root.For("b").For("a"), at+" for b for a")
		for n := range 1000 {
			see(root.Nth(n), at+", one of several")
			see(root.For("job").Nth(n), at+" for job, one of several")
			see(root.Nth(n).For("job"), at+", one of several, for job")
		}
	}
}

// Each bit of the hexadecimal numbers is set in half of them, and no two are equal.
func TestHexIsEvenlySpread(t *testing.T) {
	const n = 4096
	root := fake.NewKey(3)
	var digits [32][16]int
	seen := map[string]bool{}
	for i := range n {
		text := hex(root.Nth(i))
		if len(text) != 32 || seen[text] {
			t.Fatalf("number %d is %q: it must have 32 digits and be new", i, text)
		}
		seen[text] = true
		for place, digit := range text {
			digits[place][strings.IndexRune("0123456789abcdef", digit)]++
		}
	}
	for place, counts := range digits {
		for digit, count := range counts {
			if count < n/16*2/3 || count > n/16*4/3 { // more than 5 standard deviations
				t.Errorf("digit %x stands %d times at place %d, want about %d", digit, count, place, n/16)
			}
		}
	}
	if got := string(root.AppendHex([]byte("id "))); got != "id "+hex(root) {
		t.Errorf("AppendHex gives %q", got)
	}
}
