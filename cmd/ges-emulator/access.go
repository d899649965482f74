package main

import (
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"github.com/ges-emulator/ges-emulator/emulator"
)

// accessFlags are the flags of serve that control access.
type accessFlags struct {
	ControlToken controlToken `env:"GES_EMULATOR_CONTROL_TOKEN" placeholder:"TOKEN" help:"Make the control API and the metrics require Authorization: Bearer TOKEN. The variable keeps it out of the list of processes."`
	ControlAddr  secondAddr   `env:"GES_EMULATOR_CONTROL_ADDR" placeholder:"HOST:PORT" help:"Serve the control API and the metrics here instead of at --addr. Port 0 is any free one."`
	CORSOrigin   []corsOrigin `name:"cors-origin" env:"GES_EMULATOR_CORS_ORIGIN" placeholder:"ORIGIN" help:"Let only pages of this origin call from a browser, such as http://localhost:3000. May be given several times; in the variable commas separate. Default: any."`
	MaxProjects  projectCount `env:"GES_EMULATOR_MAX_PROJECTS" placeholder:"N" help:"The maximum number of projects. Beyond it the least recently used one that is still in its initial state is evicted. Default: 10000."`
}

func (f *accessFlags) options() []emulator.Option {
	var options []emulator.Option
	if f.ControlToken != "" {
		options = append(options, emulator.WithControlToken(string(f.ControlToken)))
	}
	if f.ControlAddr != "" {
		options = append(options, emulator.WithSeparateControl())
	}
	if len(f.CORSOrigin) > 0 {
		origins := make([]string, len(f.CORSOrigin))
		for i, o := range f.CORSOrigin {
			origins[i] = string(o)
		}
		options = append(options, emulator.WithCORSOrigins(origins...))
	}
	if f.MaxProjects > 0 {
		options = append(options, emulator.WithMaxProjects(int(f.MaxProjects)))
	}
	return options
}

// controlToken is a secret: no message shows it. An empty one is refused, also
// from a variable: setting it means that the control API must not be open.
type controlToken string

// UnmarshalText checks that it fits into a header.
func (t *controlToken) UnmarshalText(text []byte) error {
	switch {
	case len(text) == 0:
		return errors.New("the token is empty, which would leave the control API open; leave it out if that is intended")
	case strings.ContainsFunc(string(text), func(r rune) bool { return r <= ' ' || r > '~' }):
		return errors.New("the token must be printable ASCII without spaces")
	}
	*t = controlToken(text)
	return nil
}

// secondAddr is an optional address.
type secondAddr address

// UnmarshalText is that of an address, but empty is none.
func (a *secondAddr) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*a = ""
		return nil
	}
	return (*address)(a).UnmarshalText(text)
}

// corsOrigin is the origin of a page, or * for any.
type corsOrigin string

// UnmarshalText checks that it is one.
func (o *corsOrigin) UnmarshalText(text []byte) error {
	u, err := url.Parse(string(text))
	if string(text) != "*" && (err != nil || u.Scheme == "" || u.Host == "" || u.Path != "" || u.RawQuery != "" || u.Fragment != "") {
		return fmt.Errorf("%q is not an origin such as http://localhost:3000, or * for any", text)
	}
	*o = corsOrigin(text)
	return nil
}

// projectCount is a number of projects.
type projectCount int

// UnmarshalText checks that it is one.
func (n *projectCount) UnmarshalText(text []byte) error {
	if len(text) == 0 { // an empty variable: as if it were not set
		*n = 0
		return nil
	}
	got, err := strconv.ParseInt(string(text), 10, 32)
	if err != nil || got < 1 {
		return fmt.Errorf("%q is not a number of projects of 1 or more", text)
	}
	*n = projectCount(got)
	return nil
}
