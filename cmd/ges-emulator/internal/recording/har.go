package recording

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/ges-emulator/ges-emulator/emulator/format"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
)

// maxHAR is how large a HAR file is at most.
const maxHAR = 512 << 20 // bytes

// har is what is read of a HAR file, version 1.2. Its calls of other services, and those
// that a browser makes ahead of a call (OPTIONS), are left out.
type har struct {
	Log *struct {
		Entries []harEntry `json:"entries"`
	} `json:"log"`
}

type harEntry struct {
	Started time.Time `json:"startedDateTime"`
	Time    float64   `json:"time"` // ms
	Request struct {
		Method   string      `json:"method"`
		URL      string      `json:"url"`
		Headers  []harHeader `json:"headers"`
		PostData *struct {
			Text string `json:"text"`
		} `json:"postData"`
	} `json:"request"`
	Response struct {
		Status  int         `json:"status"`
		Headers []harHeader `json:"headers"`
		Content struct {
			Size     int    `json:"size"`
			Text     string `json:"text"`
			Encoding string `json:"encoding"`
		} `json:"content"`
		Error string `json:"_error"` // Chromium's, such as net::ERR_CONNECTION_RESET
	} `json:"response"`
}

type harHeader struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// openHAR reads a HAR file, and masks it.
func openHAR(name string, m mask) (*Recording, error) {
	entries, err := readHAR(name)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(entries, func(a, b harEntry) int { return a.ended().Compare(b.ended()) })
	var times instants
	r := &Recording{fractions: newFractions()}
	for i := range entries {
		x, ok := entries[i].exchange()
		if !ok {
			continue
		}
		x.Number = len(r.exchanges) + 1
		x.At = times.of(Project(x.URI), x.At)
		m.exchange(&x)
		if err := x.check(); err != nil {
			return nil, fmt.Errorf("%s: call %d of the service: %w", name, x.Number, err)
		}
		r.exchanges = append(r.exchanges, x)
		r.fractions.observe(x)
	}
	return r, nil
}

func readHAR(name string) ([]harEntry, error) {
	in, err := os.Open(name)
	if err != nil {
		return nil, cannotRead(err)
	}
	defer in.Close()
	data, err := io.ReadAll(io.LimitReader(in, maxHAR+1))
	if err == nil && len(data) > maxHAR {
		err = fmt.Errorf("it has more than %d MiB", maxHAR>>20)
	}
	var file har
	if err == nil {
		if err = json.Unmarshal(data, &file); err != nil {
			err = harError(data, err)
		} else if file.Log == nil {
			err = errors.New("it has no log, and is no HAR file")
		}
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return file.Log.Entries, nil
}

// harError has the line at which a file is no HAR file.
func harError(data []byte, err error) error {
	line := func(offset int64) int {
		return 1 + strings.Count(string(data[:min(max(offset, 0), int64(len(data)))]), "\n")
	}
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		return fmt.Errorf("line %d: it is no JSON: %w", line(syntax.Offset), syntax)
	case errors.As(err, &kind):
		return fmt.Errorf("line %d: %s: a %s is not allowed there", line(kind.Offset), kind.Field, kind.Value)
	}
	return errors.New("startedDateTime: " + format.Shorten(err.Error()))
}

func (e *harEntry) ended() time.Time {
	return e.Started.Add(time.Duration(e.Time * float64(time.Millisecond)))
}

// exchange is the entry as one; false: it is no call of the service.
func (e *harEntry) exchange() (Exchange, bool) {
	u, err := url.Parse(e.Request.URL)
	if err != nil || e.Request.Method == http.MethodOptions {
		return Exchange{}, false
	}
	uri := u.RequestURI()
	segments := strings.Split(u.EscapedPath(), "/")
	if !ges.IsIAMPath(u.Path) && (Project(uri) == "" || segments[3] != "graphs") {
		return Exchange{}, false
	}
	x := Exchange{Method: e.Request.Method, URI: uri, Request: Message{Header: headers(e.Request.Headers)}, Status: e.Response.Status}
	if e.Request.PostData != nil {
		x.Request.SetBody(e.Request.PostData.Text)
	}
	if x.Status == 0 {
		x.At, x.Failure = e.ended(), "no answer"
		return x, true
	}
	x.Response = &Message{Header: headers(e.Response.Headers)}
	text := e.Response.Content.Text
	switch e.Response.Content.Encoding {
	case "base64":
		if plain, err := base64.StdEncoding.DecodeString(text); err == nil {
			text = string(plain)
		}
	default:
	}
	if text == "" && e.Response.Content.Size > 0 {
		x.Response.Omitted = "the browser did not keep it"
	} else {
		x.Response.SetBody(text)
	}
	if e.Response.Error != "" {
		x.Failure = "cut off"
	}
	if x.At = Date(x.Response.Header); x.At.IsZero() {
		x.At = e.ended()
	}
	return x, true
}

// SetBody sets the body, or says why not.
func (m *Message) SetBody(body string) {
	switch {
	case len(body) > MaxBody:
		m.Omitted = fmt.Sprintf("it has more than %d MiB", MaxBody>>20)
	case !utf8.ValidString(body):
		m.Omitted = "it is no UTF-8"
	default:
		m.Body = body
	}
}

// headers are those of HTTP/1.1, under their canonical names.
func headers(list []harHeader) map[string][]string {
	h := http.Header{}
	for _, header := range list {
		if !strings.HasPrefix(header.Name, ":") {
			h.Add(header.Name, header.Value)
		}
	}
	return h
}
