package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/control"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/internal/text"
)

// Time limits for an answer, in real time.
const (
	healthTimeout  = 2 * time.Second
	controlTimeout = 2 * time.Minute // a large scenario takes a while
)

// maxAnswer is the maximum size of an answer, in bytes.
const maxAnswer = 64 << 20

// serverFlags are the flags that locate a running emulator.
type serverFlags struct {
	Addr        serverAddr       `default:"127.0.0.1:8080" env:"GES_EMULATOR_ADDR" placeholder:"HOST:PORT" help:"Where it listens: host:port, or a URL such as https://127.0.0.1:8443. 0.0.0.0 and [::] stand for 127.0.0.1. Default: ${default}."`
	ControlAddr secondServerAddr `env:"GES_EMULATOR_CONTROL_ADDR" placeholder:"HOST:PORT" help:"Where its control API listens, if that has its own address, which is then called."`
	clientTLSFlags
}

// controlFlags are the flags of the commands that call the control API.
type controlFlags struct {
	serverFlags
	ControlToken controlToken `env:"GES_EMULATOR_CONTROL_TOKEN" placeholder:"TOKEN" help:"The token of the control API, if it needs one. The variable keeps it out of the list of processes."`
	JSON         bool         `name:"json" help:"Print the answer of the control API as it is."`
	Replicas     replicaList  `name:"replicas" env:"GES_EMULATOR_REPLICAS" placeholder:"URL,URL" help:"Do it in each of these replicas of one service, in place of --addr: PROJECT may then be *, which a replica refuses else."`

	each bool // it is called beside all other replicas
}

// controlClient calls the control API of a running emulator.
type controlClient struct {
	url     string
	token   string // "": none
	timeout time.Duration
	tls     *tls.Config
	absent  string // what to do when nothing answers
	each    bool   // all replicas are called
}

func (f serverFlags) client() controlClient {
	c := controlClient{url: f.Addr.url(f.scheme()), timeout: healthTimeout, absent: "ges-emulator serve --addr " + string(f.Addr)}
	if f.ControlAddr != "" {
		c.url = serverAddr(f.ControlAddr).url(f.scheme())
		c.absent += " --control-addr " + string(f.ControlAddr)
	}
	if f.scheme() == "https" {
		c.absent += " --tls"
	}
	c.tls = f.config(c.url)
	if strings.Contains(c.absent, "://") {
		c.absent = "start ges-emulator there, or another --addr"
	}
	return c
}

func (f controlFlags) client() controlClient {
	c := f.serverFlags.client()
	c.token, c.timeout, c.each = string(f.ControlToken), controlTimeout, f.each
	return c
}

// newHTTPClient is what calls an emulator: by no proxy, and without following redirects,
// which an emulator never answers.
func newHTTPClient(config *tls.Config) *http.Client {
	return &http.Client{
		Transport:     &http.Transport{DisableKeepAlives: true, TLSClientConfig: config, DialContext: (&net.Dialer{Timeout: healthTimeout}).DialContext},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// call makes a call of the control API and returns the body of a good answer. The error
// of any other is the one that the emulator answers, with its hint.
func (c controlClient) call(method, path string, body []byte) ([]byte, error) {
	target := c.url + control.Prefix + path
	a, err := c.exchange(method, target, body)
	switch {
	case err != nil:
		return nil, newFailure(tlsHint(err, c.absent), "%s: %v", target, err)
	case a.code/100 == 2:
		return a.body, nil
	default:
		return nil, newRefusal(target, a)
	}
}

// answer is an HTTP answer.
type answer struct {
	code   int
	status string // with its text
	body   []byte
}

// exchange sends a request and reads its answer.
func (c controlClient) exchange(method, target string, body []byte) (a answer, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), c.timeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, method, target, bytes.NewReader(body))
	if err != nil {
		return a, err
	}
	if body != nil {
		request.Header.Set("Content-Type", "application/yaml") // of which JSON is a part
	}
	if c.each {
		request.Header.Set("Ges-Emulator-Replica", "each")
	}
	if c.token != "" {
		request.Header.Set("Authorization", "Bearer "+c.token)
	}
	response, err := newHTTPClient(c.tls).Do(request)
	if err != nil {
		if e := new(url.Error); errors.As(err, &e) {
			err = cause(e.Err) // the message has the address already
		}
		if errors.Is(err, context.DeadlineExceeded) {
			err = fmt.Errorf("no answer within %s", c.timeout)
		}
		return a, err
	}
	defer response.Body.Close()
	a.code, a.status = response.StatusCode, response.Status
	a.body, err = io.ReadAll(io.LimitReader(response.Body, maxAnswer+1))
	if err == nil && len(a.body) > maxAnswer {
		err = fmt.Errorf("the answer has more than %d bytes", maxAnswer)
	}
	return a, err
}

// refusal is an error that the control API answers.
type refusal struct{ text, hint string }

func (r *refusal) Error() string { return r.text + "\n" + r.hint }

// newRefusal is the error of an answer that is not a good one.
func newRefusal(target string, a answer) error {
	var r struct{ Error, Hint string }
	if err := json.Unmarshal(a.body, &r); err != nil || r.Error == "" {
		return newFailure("--addr of an emulator; if its control API has its own address, --control-addr",
			"%s: it answers %s, which is not of a control API: %s", target, a.status, text.Truncate(strings.TrimSpace(string(a.body)), 200))
	}
	if a.code == http.StatusUnauthorized {
		r.Hint += " It is given by --control-token or the variable GES_EMULATOR_CONTROL_TOKEN."
	}
	return &refusal{r.Error, r.Hint}
}

// decode reads an answer.
func decode[T any](answer []byte) (value T, err error) {
	if err := json.Unmarshal(answer, &value); err != nil {
		return value, notAnEmulator()
	}
	return value, nil
}

func notAnEmulator() error {
	return newFailure("--addr of an emulator", "something answers, but it is no ges-emulator")
}

// print prints an answer as it is, or as a person reads it.
func (f controlFlags) print(s *streams, answer []byte, readable func() (string, error)) error {
	text := string(answer)
	if !f.JSON {
		var err error
		if text, err = readable(); err != nil {
			return err
		}
	}
	_, err := s.out.WriteString(text)
	return err
}

// bodyPlace matches the place of a problem with the body of a call.
func bodyPlace() *regexp.Regexp { return regexp.MustCompile(`(?m)^body(:\d+:\d+: )`) }

// withoutPlaces takes the places out of the problems with a body that the command
// itself wrote.
func withoutPlaces(err error, hint string) error {
	if r := new(refusal); errors.As(err, &r) && bodyPlace().MatchString(r.text) {
		return &failure{code: exitFail, message: bodyPlace().ReplaceAllString(r.text, ""), hint: hint, refused: true}
	}
	return err
}

// withPlacesIn names the text that the user wrote in the problems with a body.
func withPlacesIn(name string, err error) error {
	if r := new(refusal); errors.As(err, &r) {
		r.text = bodyPlace().ReplaceAllString(r.text, strings.ReplaceAll(name, "$", "$$")+"$1")
	}
	return err
}

// projectID is a project, or all of them.
type projectID string

// UnmarshalText checks that it is one.
func (p *projectID) UnmarshalText(data []byte) error {
	*p = projectID(data)
	if *p != scenario.AnyProject && !ges.ValidProjectID(string(data)) {
		return fmt.Errorf("%q is not a project id; it is %s, or * for all projects", data, ges.ProjectIDRule)
	}
	return nil
}

// path is the path of a call on the project.
func (p projectID) path(call string) string {
	return "/projects/" + url.PathEscape(string(p)) + call
}

// String is the project in a sentence.
func (p projectID) String() string {
	if p == scenario.AnyProject {
		return "all projects"
	}
	return "project " + string(p)
}
