package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/ges-emulator/ges-emulator/emulator/format"
)

// faultFlags are the keys of a fault, each a flag. As JSON they are the fault, which
// the emulator checks.
type faultFlags struct {
	Name       word       `json:"name,omitempty" placeholder:"NAME" help:"The name of the new fault. Default: one after what it does, such as status-503."`
	Operations names      `json:"operations,omitempty" placeholder:"NAME,…" help:"operations: those that it hits, such as ListJobs. Default: all."`
	When       whenFlags  `json:"when,omitzero" embed:""`
	Reply      replyFlags `json:"reply,omitzero" embed:""`
	Limit      rate       `json:"limit,omitempty" placeholder:"CALLS/TIME" help:"limit: hit the calls beyond so many in a window of virtual time, such as 20/1s."`
	Stale      word       `json:"stale,omitempty" placeholder:"DURATION" help:"stale: answer with the state of so much virtual time ago."`
	Delay      span       `json:"delay,omitempty" placeholder:"DURATION" help:"delay: real time before the answer, such as 2s, or 100ms-2s to draw from."`
	Connection word       `json:"connection,omitempty" placeholder:"HOW" help:"connection: break it in place of an answer: reset, close, truncate, garbage, or trickle over --delay."`
	Accepted   bool       `json:"accepted,omitempty" help:"accepted: beside a reply or a connection, let the call submit its job first."`
}

// whenFlags are the keys of a fault's condition.
type whenFlags struct {
	Graph  word    `json:"graph,omitempty" placeholder:"NAME" help:"when.graph: hit only calls about the graph of this name."`
	Query  pairs   `json:"query,omitempty" placeholder:"NAME=VALUE" help:"when.query: hit only calls with this query parameter. May be given several times."`
	Header pairs   `json:"header,omitempty" placeholder:"NAME=VALUE" help:"when.header: hit only calls with this header. May be given several times."`
	Calls  numbers `json:"calls,omitempty" placeholder:"N" help:"when.calls: hit only these of the matching calls: 3, or 1,4 or 2-5 or 3- or 'every 5'."`
	From   word    `json:"from,omitempty" placeholder:"TIME" help:"when.from: the first moment of virtual time; a duration counts from now."`
	Until  word    `json:"until,omitempty" placeholder:"TIME" help:"when.until: the end of that time, not included."`
	Chance number  `json:"chance,omitempty" placeholder:"SHARE" help:"when.chance: the share of calls that it hits, 0 to 1, drawn from the seed."`
}

// replyFlags are the keys of a fault's reply.
type replyFlags struct {
	ErrorCode    word    `json:"errorCode,omitempty" placeholder:"CODE" help:"reply.errorCode: answer with this error, such as GES.9999."`
	ErrorMessage word    `json:"errorMessage,omitempty" placeholder:"TEXT" help:"reply.errorMessage. Default: that of the code."`
	Status       number  `json:"status,omitempty" placeholder:"STATUS" help:"reply.status: answer with this HTTP status. Default: that of the code."`
	Headers      pairs   `name:"reply-header" json:"headers,omitempty" placeholder:"NAME=VALUE" help:"reply.headers: a header of the answer, such as Retry-After=1. May be given several times."`
	Body         *string `json:"body,omitempty" placeholder:"TEXT" help:"reply.body: a raw text in place of the error body."`
}

func (f *faultFlags) isEmpty() bool { return reflect.ValueOf(*f).IsZero() }

// defaultName is a name after what the fault does.
func (f *faultFlags) defaultName() string {
	name := ""
	switch {
	case f.Connection != "":
		name = string(f.Connection)
	case f.Reply.ErrorCode != "":
		name = string(f.Reply.ErrorCode)
	case f.Reply.Status != "":
		name = "status-" + string(f.Reply.Status)
	case f.Limit != "":
		name = "limit"
	case f.Stale != "":
		name = "stale"
	case f.Delay != "":
		name = "delay"
	}
	name = strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '.' || r == '-' {
			return r
		}
		return -1
	}, name)
	return cmp.Or(strings.Trim(name[:min(len(name), 50)], "."), "fault")
}

// word is a value that is a text in JSON.
type word string

// UnmarshalText checks that there is one.
func (w *word) UnmarshalText(data []byte) error { return readGiven((*string)(w), data) }

// readGiven reads a value, but no empty one: a script did not fill it in.
func readGiven(into *string, data []byte) error {
	if len(data) == 0 {
		return errors.New("it is empty")
	}
	*into = string(data)
	return nil
}

// number is a value that is a number in JSON, unless it is none, which the emulator
// refuses.
type number string

// UnmarshalText checks that there is one.
func (n *number) UnmarshalText(data []byte) error { return readGiven((*string)(n), data) }

// MarshalJSON writes it.
func (n number) MarshalJSON() ([]byte, error) {
	if text := []byte(n); strings.Trim(string(n), "+-.0123456789eE") == "" && json.Valid(text) {
		return text, nil
	}
	return json.Marshal(string(n))
}

// numbers is the numbers of calls.
type numbers string

// UnmarshalText checks that there are any.
func (n *numbers) UnmarshalText(data []byte) error { return readGiven((*string)(n), data) }

// MarshalJSON writes a number, a list or a text.
func (n numbers) MarshalJSON() ([]byte, error) {
	if !strings.Contains(string(n), ",") {
		return json.Marshal(number(n))
	}
	var list []number
	for one := range strings.SplitSeq(string(n), ",") {
		list = append(list, number(strings.TrimSpace(one)))
	}
	return json.Marshal(list)
}

// span is a duration, or the range of one.
type span string

// UnmarshalText checks that there is one.
func (d *span) UnmarshalText(data []byte) error { return readGiven((*string)(d), data) }

// MarshalJSON writes a text or a range.
func (d span) MarshalJSON() ([]byte, error) {
	from, to, isRange := strings.Cut(string(d), "-")
	if !isRange || from == "" {
		return json.Marshal(string(d))
	}
	return json.Marshal(struct {
		From string `json:"from"`
		To   string `json:"to"`
	}{from, to})
}

// rate is a number of calls in a window of time.
type rate string

// UnmarshalText checks that it has both.
func (r *rate) UnmarshalText(data []byte) error {
	if _, _, ok := strings.Cut(string(data), "/"); !ok {
		return fmt.Errorf("%q is not a number of calls and a duration such as 20/1s", data)
	}
	*r = rate(data)
	return nil
}

// MarshalJSON writes a limit.
func (r rate) MarshalJSON() ([]byte, error) {
	calls, per, _ := strings.Cut(string(r), "/")
	return json.Marshal(struct {
		Calls number `json:"calls"`
		Per   string `json:"per"`
	}{number(calls), per})
}

// names is a list of words.
type names []string

// Decode reads the value of one flag, in which commas separate.
func (l *names) Decode(ctx *kong.DecodeContext) error {
	return decodeList(ctx, (*[]string)(l), func(name string) (read string, err error) {
		err = readGiven(&read, []byte(name))
		return read, err
	})
}

// pairs is a mapping of names to texts.
type pairs [][2]string

// Decode reads the value of one flag: a name and a value, separated by = or, as curl has
// it, by a colon.
func (l *pairs) Decode(ctx *kong.DecodeContext) error {
	var value string
	if err := ctx.Scan.PopValueInto("NAME=VALUE", &value); err != nil {
		return err
	}
	at := strings.IndexAny(value, "=:")
	if at <= 0 {
		return fmt.Errorf("%q is not a name and a value such as NAME=VALUE", value)
	}
	pair := [2]string{value[:at], value[at+1:]}
	if value[at] == ':' {
		pair[1] = strings.TrimSpace(pair[1])
	}
	*l = append(*l, pair)
	return nil
}

// MarshalJSON writes the mapping, with a repeated name repeated, which the emulator
// refuses.
func (l pairs) MarshalJSON() ([]byte, error) {
	b := []byte{'{'}
	for i, pair := range l {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(format.AppendText(b, pair[0]), ':')
		b = format.AppendText(b, pair[1])
	}
	return json.Marshal(json.RawMessage(append(b, '}')))
}

// faultName is the name of a fault that is there.
type faultName string

// UnmarshalText checks that it can be part of a path.
func (n *faultName) UnmarshalText(data []byte) error {
	if s := string(data); s == "" || s == "." || s == ".." {
		return fmt.Errorf("%q is not a fault's name", data)
	}
	*n = faultName(data)
	return nil
}
