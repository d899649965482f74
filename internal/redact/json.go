package redact

import (
	"bytes"
	"encoding/json"
)

// JSON returns a JSON document with the values of its secrets masked, whatever their
// type. All else stays as it was received. Of what is not JSON only the mask is left if it
// names a secret.
func JSON(data []byte) []byte {
	if !Secret(string(data)) && !longSecret(data) {
		return data // no name in it can be that of a secret
	}
	var value any
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	if err := d.Decode(&value); err != nil || d.More() {
		return []byte(Mask)
	}
	maskValues(value)
	var masked bytes.Buffer
	e := json.NewEncoder(&masked)
	e.SetEscapeHTML(false)
	if err := e.Encode(value); err != nil {
		return []byte(Mask)
	}
	return bytes.TrimSuffix(masked.Bytes(), []byte("\n"))
}

// longSecret reports whether a text may have escapes, which could hide a name.
func longSecret(data []byte) bool { return bytes.IndexByte(data, '\\') >= 0 }

// maskValues masks the values of secrets in a decoded document.
func maskValues(value any) {
	switch v := value.(type) {
	case map[string]any:
		for name, member := range v {
			if Secret(name) && member != nil {
				v[name] = Mask
			} else {
				maskValues(member)
			}
		}
	case []any:
		for _, item := range v {
			maskValues(item)
		}
	}
}
