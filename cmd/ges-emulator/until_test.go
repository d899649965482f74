package main

import (
	"context"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
)

// How often and how long a script asks for what takes some real time.
const (
	askEvery = 20 * time.Millisecond
	askTimes = 6000
)

// output is what a process has written so far.
type output struct {
	mu   sync.Mutex
	text strings.Builder
}

func (o *output) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(b)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

// send asks until a text matches.
func send(ts *testscript.TestScript, pattern string, text func() string) {
	match, err := regexp.Compile("(?m)" + pattern)
	ts.Check(err)
	last := ""
	for range askTimes {
		if last = text(); match.MatchString(last) {
			return
		}
		clock.Wait(context.Background(), askEvery)
	}
	ts.Fatalf("no match for %s in\n%s", pattern, last)
}

func until(ts *testscript.TestScript, _ bool, args []string) {
	send(ts, args[1], func() string {
		_, _, answer := try(ts, http.MethodGet, args[0], "")
		return string(answer)
	})
}

func untilLog(ts *testscript.TestScript, _ bool, args []string) {
	send(ts, args[0], ts.Value("server").(*server).err.String)
}
