package recording

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"
)

// maxPending is how many submissions wait for an answer that tells their instant.
const maxPending = 10_000

// Layout is that of times in answers.
const Layout = "2006-01-02T15:04:05"

// fractions is what answers tell of the instants of exchanges, of which Date has the
// second only. The service rounds the times in its answers: one that is a second later
// than Date was half a second or more after it. What a submission made began with it.
type fractions struct {
	pending  map[string]submission // by the id of what it made
	reported map[int]time.Time     // the instants that are reported, by number
}

// submission is a call that made something.
type submission struct {
	number int
	at     time.Time
}

func newFractions() *fractions {
	return &fractions{map[string]submission{}, map[int]time.Time{}}
}

// observe takes what an exchange tells.
func (f *fractions) observe(x Exchange) {
	if x.Response == nil || x.Response.Body == "" {
		return
	}
	if strings.Contains(x.Response.Body, x.At.Truncate(time.Second).Add(time.Second).Format(Layout)) {
		f.reported[x.Number] = x.At.Add(time.Second / 2)
	}
	made := x.Method != http.MethodGet && x.Status < http.StatusMultipleChoices
	if !made && !f.named(x.Response.Body) {
		return
	}
	value, err := Decode(x.Response.Body)
	if err != nil {
		return
	}
	if made {
		if answer, ok := value.(map[string]any); ok && len(f.pending) < maxPending {
			for _, key := range []string{"jobId", "job_id", "backup_id", "backupId", "id"} {
				if id, ok := answer[key].(string); ok {
					f.pending[id] = submission{x.Number, x.At}
				}
			}
		}
		return
	}
	f.walk(value)
}

// named reports whether a body names something that was submitted.
func (f *fractions) named(body string) bool {
	for id := range f.pending {
		if strings.Contains(body, id) {
			return true
		}
	}
	return false
}

// walk looks for what was submitted, and when it began.
func (f *fractions) walk(value any) {
	switch v := value.(type) {
	case []any:
		for _, item := range v {
			f.walk(item)
		}
	case map[string]any:
		f.object(v)
		for _, item := range v {
			f.walk(item)
		}
	}
}

func (f *fractions) object(o map[string]any) {
	for _, key := range []string{"jobId", "job_id", "id"} {
		id, _ := o[key].(string)
		made, ok := f.pending[id]
		if !ok {
			continue
		}
		for _, key := range []string{"startTimestamp", "start_timestamp"} {
			if number, ok := o[key].(json.Number); ok {
				if ms, err := number.Int64(); err == nil && time.UnixMilli(ms).Sub(made.at).Abs() <= time.Second {
					f.reported[made.number] = time.UnixMilli(ms).UTC()
					delete(f.pending, id)
					return
				}
			}
		}
		for _, key := range []string{"beginTime", "begin_time", "created"} {
			text, _ := o[key].(string)
			begin, err := time.Parse(Layout, text)
			if err != nil {
				continue
			}
			if _, known := f.reported[made.number]; !known && begin.Equal(made.at.Truncate(time.Second).Add(time.Second)) {
				f.reported[made.number] = made.at.Add(time.Second / 2)
			}
			delete(f.pending, id)
		}
	}
}

// refine passes exchanges on with finer instants. Those of one project keep their order
// within a second.
func (f *fractions) refine(yield func(Exchange, error) bool) func(Exchange, error) bool {
	latest := map[string]time.Time{}
	return func(x Exchange, err error) bool {
		if err != nil {
			return yield(x, err)
		}
		project, second := Project(x.URI), x.At.Truncate(time.Second)
		if reported, ok := f.reported[x.Number]; ok {
			x.At = reported
		}
		if before := latest[project]; before.Truncate(time.Second).Equal(second) && !x.At.After(before) {
			x.At = before.Add(time.Microsecond)
		}
		if len(latest) >= maxProjects {
			clear(latest)
		}
		latest[project] = x.At
		return yield(x, nil)
	}
}

// Decode reads one JSON value; numbers are as they are written.
func Decode(text string) (any, error) {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var value any
	if err := d.Decode(&value); err != nil {
		return nil, err
	}
	if rest := strings.TrimSpace(text[d.InputOffset():]); rest != "" {
		return nil, errors.New("more than one value")
	}
	return value, nil
}
