package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
)

// roleLoad is the first argument of a process that is the load.
const roleLoad = "load"

// warmUp is the share of a turn that is not counted.
const warmUp = 0.2

// turn is what one turn of load measured.
type turn struct {
	Calls     int           // complete answers, all of them 200; 0 when the machine stood still for the whole turn
	Elapsed   time.Duration // for that many
	P50, P99  time.Duration // of an answer
	BodyBytes int           // of one answer
	Total     int           // calls with those that were not counted

	CPU time.Duration // that the server spent on Total; 0 where the system does not tell
}

// rate is calls per second.
func (t turn) rate() float64 { return float64(t.Calls) / t.Elapsed.Seconds() }

// perCPU is calls per second of the server's CPU time.
func (t turn) perCPU() float64 { return float64(t.Total) / t.CPU.Seconds() }

// target is what a load calls.
type target struct {
	address string // host:port
	path    string // with the query
	sdk     bool   // as an SDK calls it: see sdk.go
}

// runLoad makes one call over and over on a few kept connections, and prints a
// turn as JSON. It writes raw requests and reads no more of an answer than it
// must, so that it costs less than any server and the server is what is measured.
func runLoad(ctx context.Context, args []string, out io.Writer) error {
	var to target
	f := flag.NewFlagSet(roleLoad, flag.ContinueOnError)
	f.StringVar(&to.address, "address", "", "host:port")
	f.StringVar(&to.path, "path", "/", "path and query")
	f.BoolVar(&to.sdk, "sdk", false, "with the headers of an SDK")
	conns := f.Int("conns", 8, "connections")
	duration := f.Duration("duration", time.Second, "how long")
	if err := f.Parse(args); err != nil {
		return err
	}
	t, err := load(ctx, to, *conns, *duration, clock.Wall)
	if err != nil {
		return err
	}
	return json.NewEncoder(out).Encode(t)
}

// load runs the callers at once and puts their measures together. now is the
// clock that they measure by.
func load(ctx context.Context, to target, conns int, duration time.Duration, now func() time.Time) (turn, error) {
	type result struct {
		took  []time.Duration
		total int
		body  int
		err   error
	}
	results := make(chan result, conns)
	count := now().Add(time.Duration(float64(duration) * warmUp))
	end := count.Add(duration)
	for i := range conns {
		go func() {
			c, err := dial(ctx, to, i)
			if err == nil {
				err = c.conn.SetDeadline(clock.Wall().Add(duration + stuck))
			}
			if err != nil {
				results <- result{err: err}
				return
			}
			defer c.close()
			elapsed, total, err := c.repeat(count, end, now)
			results <- result{elapsed, total, c.body, err}
		}()
	}
	var all []time.Duration
	t := turn{Elapsed: duration}
	var errs []error
	for range conns {
		r := <-results
		errs = append(errs, r.err)
		all = append(all, r.took...)
		t.Total += r.total
		t.BodyBytes = r.body
	}
	if err := errors.Join(errs...); err != nil {
		return turn{}, err
	}
	if len(all) > 0 {
		slices.Sort(all)
		t.Calls, t.P50, t.P99 = len(all), all[len(all)/2], all[len(all)*99/100]
	}
	return t, nil
}

// stuck is how much longer than it should a turn may take.
const stuck = 30 * time.Second

// caller is one kept connection.
type caller struct {
	conn    net.Conn
	in      *bufio.Reader
	request func() []byte // the next request
	body    int           // length of the last answer's body
}

// dial is the n-th caller.
func dial(ctx context.Context, to target, n int) (*caller, error) {
	dialer := net.Dialer{Timeout: 5 * time.Second}
	conn, err := dialer.DialContext(ctx, "tcp", to.address)
	if err != nil {
		return nil, err
	}
	c := &caller{conn: conn, in: bufio.NewReaderSize(conn, 64<<10)}
	if to.sdk {
		c.request = newSDKRequest(to, n).next
	} else {
		plain := []byte("GET " + to.path + " HTTP/1.1\r\nHost: " + to.address + "\r\n\r\n")
		c.request = func() []byte { return plain }
	}
	return c, nil
}

func (c *caller) close() { _ = c.conn.Close() }

// repeat calls until end, and gives how long the calls took that began at count
// or later and ended by end, and how many there were in all.
func (c *caller) repeat(count, end time.Time, now func() time.Time) (elapsed []time.Duration, total int, err error) {
	elapsed = make([]time.Duration, 0, 1<<16)
	for began := now(); began.Before(end); {
		if err := c.call(); err != nil {
			return nil, total, err
		}
		total++
		ended := now()
		if !began.Before(count) && ended.Before(end) {
			elapsed = append(elapsed, ended.Sub(began))
		}
		began = ended
	}
	return elapsed, total, nil
}

// call makes one call and reads its answer to the end.
func (c *caller) call() error {
	if _, err := c.conn.Write(c.request()); err != nil {
		return err
	}
	length, chunked, err := c.header()
	if err != nil {
		return err
	}
	if !chunked {
		c.body = length
		_, err = c.in.Discard(length)
		return err
	}
	c.body = 0
	for {
		line, err := c.in.ReadSlice('\n')
		if err != nil {
			return err
		}
		size, err := strconv.ParseInt(strings.TrimSpace(string(line)), 16, 32)
		if err != nil {
			return fmt.Errorf("size of a chunk: %w", err)
		}
		c.body += int(size)
		if _, err = c.in.Discard(int(size) + len("\r\n")); err != nil || size == 0 {
			return err
		}
	}
}

// header reads the head of an answer: how long its body is, or that it comes in
// chunks.
func (c *caller) header() (length int, chunked bool, err error) {
	line, err := c.in.ReadSlice('\n')
	if err != nil {
		return 0, false, err
	}
	if !strings.HasPrefix(string(line), "HTTP/1.1 200 ") {
		return 0, false, fmt.Errorf("answer %q", line)
	}
	for length = -1; ; {
		line, err = c.in.ReadSlice('\n')
		switch {
		case err != nil:
			return 0, false, err
		case len(line) == len("\r\n") && (chunked || length >= 0):
			return length, chunked, nil
		case len(line) == len("\r\n"):
			return 0, false, errors.New("an answer without a length")
		case hasName(line, "Content-Length:"):
			length, err = strconv.Atoi(strings.TrimSpace(string(line[len("Content-Length:"):])))
			if err != nil {
				return 0, false, err
			}
		case hasName(line, "Transfer-Encoding:"):
			chunked = true
		}
	}
}

func hasName(line []byte, name string) bool {
	return len(line) > len(name) && strings.EqualFold(string(line[:len(name)]), name)
}
