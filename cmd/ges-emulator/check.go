package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/ges-emulator/ges-emulator/cmd/ges-emulator/internal/probe"
	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/internal/access"
	"github.com/ges-emulator/ges-emulator/internal/count"
)

// The variables of credentials: those of the vendor's SDKs, which have none for a token.
const (
	accessVariable   = "HUAWEICLOUD_SDK_AK"
	secretVariable   = "HUAWEICLOUD_SDK_SK"
	securityVariable = "HUAWEICLOUD_SDK_SECURITY_TOKEN"
	tokenVariable    = "HUAWEICLOUD_TOKEN"
)

// dialTimeout is how long a connection over the internet may take, in real time.
const dialTimeout = 10 * time.Second

// checkCommand is a contract test of a server.
type checkCommand struct {
	URL     serviceURL   `arg:"" name:"URL" help:"Of the service or of an emulator: scheme and host, such as https://ges.cn-north-4.myhuaweicloud.com."`
	Project ownProjectID `required:"" placeholder:"ID" help:"The project whose jobs, graphs and backups are read."`
	Rate    float64      `default:"2" placeholder:"N" help:"Calls a second, at most: 0.01 to 10000. Default: ${default}."`
	Format  string       `enum:"text,json,junit" default:"text" placeholder:"FORMAT" help:"The report's format: text, json or junit. Default: ${default}."`
	DryRun  bool         `help:"Print the calls, and make none."`
	TLSCA   trustedPEM   `name:"tls-ca" env:"GES_EMULATOR_TLS_CA" placeholder:"FILE" help:"Trust only the certificates in this PEM file, such as those of an emulator with serve --tls."`
}

// Help is the long help.
func (checkCommand) Help() string {
	return `Tells rule by rule of docs/fidelity.md whether a server holds to it, differs (with its answer), or gave no occasion to tell. The report ends with the compat block of a scenario under which the emulator behaves as that server does. It only reads: every call is a GET. Nothing is stored or sent elsewhere. A call takes 30 s at most, and is made five times at most when the server cannot be reached, fails or throttles; a Retry-After of more than ten minutes is not waited for.

Credentials come from the environment: ` + accessVariable + ` and ` + secretVariable + `, with ` + securityVariable + ` for temporary ones, or a token in ` + tokenVariable + `, which takes precedence. Without them calls are made without.

Exits with 0 when all holds that could be told, with 3 when something differs, and with 4 when nothing could be told of jobs, graphs and backups, because there are none.

Examples:

  ges-emulator check https://ges.cn-north-4.myhuaweicloud.com --project 0123456789abcdef0123456789abcdef
  ges-emulator check http://127.0.0.1:8080 --project p1 --rate 100 --format junit`
}

// serviceURL is the URL of a server, without a slash at its end.
type serviceURL string

// UnmarshalText checks that it is one. What is before an @ may be a password, and is in no
// message.
func (s *serviceURL) UnmarshalText(data []byte) error {
	text := string(data)
	u, err := url.Parse(text)
	if _, after, found := strings.Cut(text, "@"); found {
		return fmt.Errorf("a user stands before @%s; write scheme and host alone, %s", after, likeServiceURL)
	}
	port := 0
	if err == nil && u.Port() != "" {
		port, err = strconv.Atoi(u.Port())
	}
	switch {
	case err != nil || u.Hostname() == "" || strings.Contains(text, " "):
		return fmt.Errorf("%q is not the URL of a server; write scheme and host, %s", text, likeServiceURL)
	case u.Scheme != "http" && u.Scheme != "https":
		return fmt.Errorf("%q has the scheme %s; it is http or https, %s", text, u.Scheme, likeServiceURL)
	case strings.ContainsAny(text, "?#"):
		return fmt.Errorf("%q has a query or a fragment; write scheme and host alone, %s", text, likeServiceURL)
	case port > 65535:
		return fmt.Errorf("%q has the port %d; a port is 1 to 65535", text, port)
	}
	*s = serviceURL(strings.TrimRight(u.String(), "/"))
	return nil
}

const likeServiceURL = "such as https://ges.cn-north-4.myhuaweicloud.com"

// ownProjectID is the id of one project.
type ownProjectID string

// UnmarshalText checks that it is one.
func (p *ownProjectID) UnmarshalText(data []byte) error {
	if !ges.ValidProjectID(string(data)) {
		return fmt.Errorf("%q is not a project id; it is %s", data, ges.ProjectIDRule)
	}
	*p = ownProjectID(data)
	return nil
}

// Run checks the server and prints the report.
func (c *checkCommand) Run(s *streams) error {
	if !(c.Rate >= 0.01 && c.Rate <= 10_000) {
		return newUsageFailure("--rate 2", "--rate %v: it is 0.01 to 10000 calls a second", c.Rate)
	}
	if c.DryRun {
		return c.printPlan(s)
	}
	client, err := c.client()
	if err != nil {
		return err
	}
	fmt.Fprintf(s.err, "some 100 calls, at most %v a second; --dry-run prints them\n", c.Rate)
	report, err := probe.Run(context.Background(), client, string(c.Project))
	if err != nil {
		return unusable(err)
	}
	if err := printReport(s, c.Format, report); err != nil {
		return err
	}
	switch report.Outcome() {
	case probe.Differs:
		return newOutcome(exitDiffers, "docs/reality.md, which says what to do with it", "%s of the server differ from the emulator's", count.Of(report.Count(probe.Differs), "rule"))
	case probe.Untold:
		return newOutcome(exitUntold, "--project of a project that has jobs", "nothing could be told of jobs, graphs and backups: the project has none")
	case probe.Holds:
	}
	return nil
}

func (c *checkCommand) printPlan(s *streams) error {
	var b strings.Builder
	for _, call := range probe.Plan(string(c.Project)) {
		method, path, _ := strings.Cut(call, " ")
		b.WriteString(method + " " + string(c.URL) + path + "\n")
	}
	_, err := s.out.WriteString(b.String())
	return err
}

// client is what makes the calls, with the credentials of the environment.
func (c *checkCommand) client() (*probe.Client, error) {
	by := probe.Credentials{Token: os.Getenv(tokenVariable)}
	if by.Token == "" {
		by.Access, by.Secret, by.SecurityToken = os.Getenv(accessVariable), os.Getenv(secretVariable), os.Getenv(securityVariable)
	}
	if (by.Access == "") != (by.Secret == "") {
		return nil, newUsageFailure("both "+accessVariable+" and "+secretVariable, "an access key needs its secret key, and only one of them is in the environment")
	}
	_, host, _ := strings.Cut(string(c.URL), "://")
	host, _, _ = strings.Cut(host, "/")
	local := access.HostAllowed(host, nil)
	if strings.HasPrefix(string(c.URL), "http://") && !local && (by.Token != "" || by.SecurityToken != "") {
		return nil, newUsageFailure("https://"+host, "%s: a token is not sent without TLS, where others can read it", c.URL)
	}
	tlsFlags := clientTLSFlags{TLSCA: c.TLSCA}
	client := newHTTPClient(tlsFlags.config(string(c.URL)))
	if transport, ok := client.Transport.(*http.Transport); ok {
		transport.DisableKeepAlives, transport.DisableCompression = false, true
		transport.DialContext = (&net.Dialer{Timeout: dialTimeout}).DialContext
		transport.Proxy = http.ProxyFromEnvironment
	}
	return &probe.Client{HTTP: client, Base: string(c.URL), Credentials: by, Rate: c.Rate, Now: clock.Wall, Sleep: sleep}, nil
}

// sleep waits in real time.
func sleep(ctx context.Context, d time.Duration) error {
	waiting, cancel := context.WithTimeout(ctx, d)
	defer cancel()
	<-waiting.Done()
	return ctx.Err()
}

// unusable is the error of a server that could not be checked.
func unusable(err error) error {
	u := new(probe.Unusable)
	if !errors.As(err, &u) {
		return err
	}
	hints := map[probe.Reason]string{
		probe.Unreachable: "the URL of a server that answers",
		probe.NotAllowed:  accessVariable + " and " + secretVariable + ", or " + tokenVariable + ", with the permission to read jobs, graphs and backups of the project",
		probe.Refused:     "the endpoint of the project's region, and the id of a project there",
		probe.NoGES:       "the endpoint of GES, such as https://ges.cn-north-4.myhuaweicloud.com",
		probe.Throttled:   "later, or with a lower --rate",
	}
	return newFailure(hints[u.Reason], "%s", u.Error())
}
