package main

import (
	"fmt"
	"strconv"

	"github.com/ges-emulator/ges-emulator/emulator"
)

// requestCount is the size of the journal. 0 is a size too, so set says whether
// there is one.
type requestCount struct {
	set bool
	n   int
}

// UnmarshalText checks that it is one. An empty variable is as if it were not
// set.
func (c *requestCount) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*c = requestCount{}
		return nil
	}
	n, err := strconv.ParseInt(string(text), 10, 32)
	if err != nil || n < 0 {
		return fmt.Errorf("%q is not a number of requests of 0 or more", text)
	}
	*c = requestCount{true, int(n)}
	return nil
}

func (c requestCount) options() []emulator.Option {
	if !c.set {
		return nil
	}
	return []emulator.Option{emulator.WithJournal(c.n)}
}
