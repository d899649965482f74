package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"time"
)

// roleBare is the first argument of a process that is the bare handler.
const roleBare = "bare"

// runBare serves the bytes of each file named in args, the n-th at /n: net/http
// and nothing else, no router, no middleware, with the headers of the emulator.
func runBare(args []string, out io.Writer) error {
	bodies := make(map[string][]byte, len(args))
	for i, name := range args {
		body, err := os.ReadFile(name) //nolint:gosec // it is ours: the conductor wrote it
		if err != nil {
			return err
		}
		bodies["/"+strconv.Itoa(i)] = body
	}
	if len(bodies) == 0 {
		return errors.New("no file to serve")
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%shttp://%s\n", listening, listener.Addr())
	server := &http.Server{
		ReadHeaderTimeout: 10 * time.Second,
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body := bodies[r.URL.Path]
			h := w.Header()
			h["Content-Type"] = []string{"application/json"}
			h["Content-Length"] = []string{strconv.Itoa(len(body))}
			h["X-Request-Id"] = []string{"0123456789abcdef0123456789abcdef"}
			_, _ = w.Write(body) // a caller that is gone needs none
		}),
	}
	return server.Serve(listener)
}
