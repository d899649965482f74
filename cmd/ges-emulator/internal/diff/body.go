package diff

import (
	"slices"
	"strings"

	"github.com/ges-emulator/ges-emulator/cmd/ges-emulator/internal/recording"
	"github.com/ges-emulator/ges-emulator/internal/encode"
	"github.com/ges-emulator/ges-emulator/internal/redact"
)

// bodies compares two bodies: as JSON if both are, else byte for byte.
func (c *comparison) bodies(recorded, ours string) {
	want, wantErr := recording.Decode(recorded)
	got, gotErr := recording.Decode(ours)
	switch {
	case wantErr == nil && gotErr == nil:
		c.values("", want, got)
	case (wantErr == nil) != (gotErr == nil):
		c.note(Type, "", recorded, ours)
	case recorded != ours && !masked(recorded):
		c.note(Value, "", text(recorded), text(ours))
	}
}

func (c *comparison) values(field string, want, got any) {
	switch {
	case want == nil && got == nil:
		return
	case want == nil || got == nil:
		c.note(Null, field, text(want), text(got))
		return
	case typeOf(want) != typeOf(got) && !masked(want):
		c.note(Type, field, text(want), text(got))
		return
	}
	switch want := want.(type) {
	case map[string]any:
		c.objects(field, want, got.(map[string]any))
	case []any:
		c.lists(field, want, got.([]any))
	case string:
		if !masked(want) && !c.sameText(field, want, got.(string)) {
			c.note(Value, field, text(want), text(got))
		}
	default:
		if want != got && (!c.invented || !inventedField(field)) {
			c.note(Value, field, text(want), text(got))
		}
	}
}

// masked reports whether a value has a secret that the recording leaves out.
func masked(value any) bool {
	s, ok := value.(string)
	return ok && strings.Contains(s, redact.Mask)
}

func (c *comparison) objects(field string, want, got map[string]any) {
	outer := c.invented
	related := c.relate(want, got)
	c.invented = outer || related
	defer func() { c.invented = outer }()
	var names []string
	for name := range want {
		names = append(names, name)
	}
	for name := range got {
		if _, ok := want[name]; !ok {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		if leftOut(name) {
			continue
		}
		w, wanted := want[name]
		g, given := got[name]
		path := strings.TrimPrefix(field+"."+name, ".")
		switch {
		case !given:
			c.note(Absent, path, text(w), absent)
		case !wanted:
			c.note(Absent, path, absent, text(g))
		default:
			c.values(path, w, g)
		}
	}
}

// text is a value that was decoded, as JSON.
func text(value any) string { return string(encode.MustJSON(value)) }

// typeOf is the JSON type of a value that is not null.
func typeOf(value any) string {
	switch value.(type) {
	case map[string]any:
		return "object"
	case []any:
		return "list"
	case string:
		return "text"
	case bool:
		return "boolean"
	default:
		return "number"
	}
}
