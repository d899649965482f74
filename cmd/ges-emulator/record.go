package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/ges-emulator/ges-emulator/cmd/ges-emulator/internal/record"
	"github.com/ges-emulator/ges-emulator/cmd/ges-emulator/internal/recording"
	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/internal/access"
	"github.com/ges-emulator/ges-emulator/internal/count"
)

// Time limits of the proxy, in real time.
const (
	recordHeaderTimeout = 30 * time.Second
	recordGrace         = 5 * time.Second // for open calls, when it stops
)

// recordCommand is a proxy that records.
type recordCommand struct {
	Upstream serviceURL `required:"" placeholder:"URL" help:"The server to pass calls on to: scheme and host, such as https://ges.cn-north-4.myhuaweicloud.com."`
	Out      string     `required:"" placeholder:"DIR" help:"The folder of the recording. It is made; one that has a recording is refused."`
	Addr     address    `default:"127.0.0.1:8080" env:"GES_EMULATOR_ADDR" placeholder:"HOST:PORT" help:"Where to listen. Port 0 is any free one. Default: ${default}."`
	Sign     bool       `help:"Sign calls that are signed anew, by the access key of the environment: for clients that sign the host, which is not the upstream's here."`
	KeepIDs  bool       `name:"keep-ids" help:"Record ids of projects, users and resources, addresses and OBS paths as they are. By default pseudonyms stand for them."`
	TLSCA    trustedPEM `name:"tls-ca" env:"GES_EMULATOR_TLS_CA" placeholder:"FILE" help:"Trust only the certificates in this PEM file, such as those of an emulator with serve --tls."`
}

// Help is the long help.
func (recordCommand) Help() string {
	return `Listens here, passes every call on to the upstream, and writes each call with its answer to a folder, as JSON lines. The first line on standard output is "listening on http://HOST:PORT". Point the client there instead of at the service. SIGINT, SIGTERM or SIGHUP ends it.

Before anything is written, tokens, passwords, keys, signatures and cookies are masked, and pseudonyms take the place of ids, addresses and OBS paths. The folder can be read by its owner only.

A signature that covers the host is not valid at the upstream: such a call is answered 502, or signed anew with --sign, by the key in ` + accessVariable + ` and ` + secretVariable + ` (with ` + securityVariable + ` for a temporary one), which need not be the client's.

ges-emulator scenarios from makes a scenario of a recording; ges-emulator diff compares it with an emulator.

Examples:

  ges-emulator record --upstream https://ges.cn-north-4.myhuaweicloud.com --out recording
  ges-emulator record --upstream http://127.0.0.1:8080 --addr 127.0.0.1:0 --out recording`
}

// Run records until a signal comes.
func (c *recordCommand) Run(s *streams) error {
	ctx, stop := signal.NotifyContext(context.Background(), stopSignals()...)
	defer stop()
	context.AfterFunc(ctx, stop)   // a second signal kills
	signal.Ignore(syscall.SIGPIPE) // closed output must not end the proxy
	key, err := c.key()
	if err != nil {
		return err
	}
	upstream, err := url.Parse(string(c.Upstream))
	if err != nil {
		return err
	}
	l, err := listen(ctx, "--addr", c.Addr)
	if err != nil {
		return err
	}
	options := recording.Options{KeepIDs: c.KeepIDs, Upstream: string(c.Upstream)}
	if key != nil {
		options.Secrets = []string{key.Access, key.Secret, key.SecurityToken}
	}
	w, err := recording.Create(c.Out, options)
	if err != nil {
		return errors.Join(newUsageFailure("--out with a folder that is not there yet", "--out: %s", err), l.Close())
	}
	tlsFlags := clientTLSFlags{TLSCA: c.TLSCA}
	proxy := record.New(record.Options{
		Upstream: upstream, TLS: tlsFlags.config(string(c.Upstream)), Sign: key, Now: clock.Wall, Write: w.Write,
		Failed: func(err error) { fmt.Fprintf(s.err, "%v; calls are passed on, but no longer recorded\n", err) },
	})
	fmt.Fprintf(s.out, "listening on %s\n", listeners{main: l, scheme: "http"}.url())
	err = serveProxy(ctx, proxy, l)
	err = errors.Join(err, w.Close())
	fmt.Fprintf(s.err, "%s in %s\n", count.Of(w.Count(), "exchange"), c.Out)
	return err
}

// serveProxy serves until the context ends; open calls have a moment then.
func serveProxy(ctx context.Context, h http.Handler, l net.Listener) error {
	server := &http.Server{Handler: h, ReadHeaderTimeout: recordHeaderTimeout, ErrorLog: log.New(io.Discard, "", 0)}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(l) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), recordGrace)
	defer cancel()
	if server.Shutdown(grace) != nil {
		_ = server.Close() // calls that are still open are cut
	}
	return nil
}

// key is the access key by which calls are signed anew; nil: they are not.
func (c *recordCommand) key() (*record.Key, error) {
	if !c.Sign {
		return nil, nil //nolint:nilnil // there is none
	}
	key := &record.Key{Access: os.Getenv(accessVariable), Secret: os.Getenv(secretVariable), SecurityToken: os.Getenv(securityVariable)}
	if key.Access == "" || key.Secret == "" {
		return nil, newUsageFailure("both "+accessVariable+" and "+secretVariable, "--sign: the access key and its secret key are not both in the environment")
	}
	if !access.HostAllowed(c.Addr.client(), nil) || strings.HasPrefix(string(c.Addr), ":") || strings.HasPrefix(string(c.Addr), "0.0.0.0:") || strings.HasPrefix(string(c.Addr), "[::]:") {
		return nil, newUsageFailure("--addr "+defaultAddr, "--addr %s: with --sign only this machine may call, as every call is signed by your key", c.Addr)
	}
	return key, nil
}
