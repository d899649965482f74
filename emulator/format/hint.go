package format

import (
	"slices"
	"strings"

	"github.com/ges-emulator/ges-emulator/internal/suggest"
)

// Hint is about keys that an object does not have, but that other tools, or the vendor's
// API, have in its place.
type Hint struct {
	Of   string // such keys, separated by spaces; letter case, _ and - do not matter
	Keys string // the keys that may be meant: suggested is the first that can have the value
	Text string // an explanation, in the problem; "": none
}

// foldKey maps spellings of a key to one: jobName, job_name and job-name are alike.
func foldKey(key string) string {
	return strings.ToLower(strings.ReplaceAll(strings.ReplaceAll(key, "_", ""), "-", ""))
}

// indexHints returns the hints by each of their keys.
func indexHints(hints []Hint) map[string]Hint {
	index := map[string]Hint{}
	for _, h := range hints {
		for key := range strings.FieldsSeq(h.Of) {
			index[foldKey(key)] = h
		}
	}
	return index
}

// unknown reports an unknown key, and returns the key that was probably meant.
func (t *table) unknown(m Mapping, key, value Node) (suggestion string) {
	more := ""
	if hint, ok := t.hints[foldKey(key.v.text)]; ok {
		suggestion = t.fitting(m, hint, value)
		if hint.Text != "" {
			more = "; " + hint.Text
		}
	} else {
		suggestion = suggest.Closest(key.v.text, t.keys)
	}
	key.r.at(step{key: key.v.text, item: -1, own: !isWord(key.v.text)}, func() {
		key.Problem("%s is not a key of %s%s%s", Quote(key.v.text), t.noun, more, allowedOr(suggestion, t.keys))
	})
	return suggestion
}

// fitting returns the first key of a hint that is not given yet and can have the value;
// "" if there is none.
func (t *table) fitting(m Mapping, hint Hint, value Node) string {
	for key := range strings.FieldsSeq(hint.Keys) {
		i, known := t.index[key]
		if !known || m.Given(key) {
			continue // a variant of the object may lack it
		}
		o := t.blank()
		if value.fits(func(n Node) bool { return t.columns[i].read(n, o) }) {
			return key
		}
	}
	return ""
}

// fits reports whether a kind of value can be read from the node. In a list or a mapping
// there may be problems.
func (n Node) fits(read func(Node) bool) bool {
	r := newReader(n.r.Options)
	if read(Node{r, n.v, n.at}) {
		return true
	}
	isOther := func(p Problem) bool { return p.Path == "" && strings.HasPrefix(p.Text, n.Describe()) }
	return !n.IsScalar() && !slices.ContainsFunc(r.problems, isOther)
}
