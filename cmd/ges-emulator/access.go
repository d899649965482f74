package main

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"github.com/ges-emulator/ges-emulator/emulator"
	"github.com/ges-emulator/ges-emulator/emulator/format"
	"github.com/ges-emulator/ges-emulator/internal/access"
)

// accessFlags are the flags of serve that control access.
type accessFlags struct {
	ControlToken controlToken `env:"GES_EMULATOR_CONTROL_TOKEN" placeholder:"TOKEN" help:"Make the control API and the metrics require Authorization: Bearer TOKEN. The variable keeps it out of the list of processes."`
	ControlAddr  secondAddr   `env:"GES_EMULATOR_CONTROL_ADDR" placeholder:"HOST:PORT" help:"Serve the control API and the metrics here instead of at --addr. Port 0 is any free one."`
	CORSOrigin   originList   `name:"cors-origin" env:"GES_EMULATOR_CORS_ORIGIN" placeholder:"ORIGIN" help:"Let only pages of this origin call from a browser, such as http://localhost:3000; * is any. May be given several times; in the variable commas separate. Default: any for the emulated API, loopback origins such as http://localhost:3000 for the control API."`
	AllowedHost  hostList     `env:"GES_EMULATOR_ALLOWED_HOST" placeholder:"NAME" help:"Let the control API and the metrics be called by this host name too. At a loopback address they are called by localhost and 127.0.0.1 alone, so that no page reaches them by a name of its own. May be given several times; in the variable commas separate."`
	MaxProjects  projectCount `env:"GES_EMULATOR_MAX_PROJECTS" placeholder:"N" help:"The maximum number of projects. Beyond it the least recently used one that is still in its initial state is evicted, else the least recently used one that is idle. Default: 10000."`

	ProjectIdleTimeout idleTimeout `env:"GES_EMULATOR_PROJECT_IDLE_TIMEOUT" placeholder:"DURATION" help:"How long a project must have been idle, in real time, before it is forgotten to make room for another one, such as 30m; 0 is never. Default: 1h."`
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
		options = append(options, emulator.WithCORSOrigins(f.CORSOrigin...))
	}
	if len(f.AllowedHost) > 0 {
		options = append(options, emulator.WithAllowedHosts(f.AllowedHost...))
	}
	if f.MaxProjects > 0 {
		options = append(options, emulator.WithMaxProjects(int(f.MaxProjects)))
	}
	return append(options, f.ProjectIdleTimeout.options()...)
}

// controlToken is a secret: no message shows it. An empty one is refused, also
// from a variable: setting it means that the control API must not be open.
type controlToken string

// UnmarshalText checks that it is one.
func (t *controlToken) UnmarshalText(text []byte) error {
	*t = controlToken(text)
	return access.CheckToken(string(text))
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

// originList is the origins of pages.
type originList []string

// Decode reads the value of one flag, or of the variable.
func (l *originList) Decode(ctx *kong.DecodeContext) error {
	return decodeList(ctx, (*[]string)(l), access.ParseOrigin)
}

// hostList is host names.
type hostList []string

// Decode reads the value of one flag, or of the variable.
func (l *hostList) Decode(ctx *kong.DecodeContext) error {
	return decodeList(ctx, (*[]string)(l), access.ParseHost)
}

// decodeList adds what commas separate in a value. An empty variable adds nothing; an
// empty flag is one that a script did not fill in, and an error.
func decodeList(ctx *kong.DecodeContext, list *[]string, parse func(string) (string, error)) error {
	var value string
	if err := ctx.Scan.PopValueInto("a", &value); err != nil {
		return err
	}
	if fromVariable := *list == nil; fromVariable && value == "" { // kong gives flags a list
		return nil
	}
	for text := range strings.SplitSeq(value, ",") {
		parsed, err := parse(strings.TrimSpace(text))
		if err != nil {
			return err
		}
		*list = append(*list, parsed)
	}
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

// idleTimeout is how long a project must have been idle. 0 is one too, so set says
// whether there is one.
type idleTimeout struct {
	set bool
	d   time.Duration
}

// UnmarshalText checks that it is one. An empty variable is as if it were not set.
func (t *idleTimeout) UnmarshalText(text []byte) error {
	*t = idleTimeout{}
	if len(text) == 0 {
		return nil
	}
	d, err := format.ParseDuration(string(text))
	if err != nil {
		return err
	}
	if d < 0 {
		return fmt.Errorf("%q is not a duration of 0 or more", text)
	}
	*t = idleTimeout{true, d}
	return nil
}

func (t idleTimeout) options() []emulator.Option {
	if !t.set {
		return nil
	}
	return []emulator.Option{emulator.WithProjectIdleTimeout(t.d)}
}
