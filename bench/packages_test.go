package main

import "testing"

func TestCondense(t *testing.T) {
	out := `goos: linux
BenchmarkFork-2    	 100	  900 ns/op	 0.5 x/target	 10 B/op
BenchmarkQuery/1000/graph/fresh-2 	 10	 1 ns/op	 0.2 x/target
BenchmarkQuery/1000/graph/again-2 	 10	 1 ns/op	 0.1 x/target
BenchmarkQuery/9000/days/fresh-2 	 10	 9 ns/op	 1.5 x/target
BenchmarkPlain 	 10	 7 ns/op
PASS
`
	want := `BenchmarkFork-2    	 100	  900 ns/op	 0.5 x/target	 10 B/op
the worst of 2 of BenchmarkQuery/…/fresh-2:
BenchmarkQuery/9000/days/fresh-2 	 10	 9 ns/op	 1.5 x/target
BenchmarkQuery/1000/graph/again-2 	 10	 1 ns/op	 0.1 x/target
BenchmarkPlain 	 10	 7 ns/op
`
	if got := condense(out); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}
