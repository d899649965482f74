package main

import (
	"fmt"
	"strconv"

	"github.com/ges-emulator/ges-emulator/emulator"
)

// requestCount is a number of requests that the journal keeps.
type requestCount int

// UnmarshalText checks that it is one. An empty variable is as if it were not
// set.
func (n *requestCount) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*n = emulator.DefaultJournal
		return nil
	}
	got, err := strconv.ParseInt(string(text), 10, 32)
	if err != nil || got < 0 {
		return fmt.Errorf("%q is not a number of requests of 0 or more", text)
	}
	*n = requestCount(got)
	return nil
}
