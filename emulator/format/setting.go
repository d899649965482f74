package format

import "slices"

// Setting is the value of a key that takes the place of the one in a document.
type Setting struct {
	Path []string // the keys from the root to the value
	Text string   // of the value, as YAML without quotes
}

// withSetting returns a copy of a value with a setting; what aliases share with it does
// not change. A value on the path that is no mapping stays, for its reader to report.
func withSetting(v value, path []string, text string) value {
	if len(path) == 0 {
		return plainValue(text, v.at)
	}
	mapping := v
	if v.kind == aliasValue {
		mapping = *v.yaml.alias
	}
	switch mapping.kind {
	case nullValue:
		mapping = value{kind: mappingValue}
	case mappingValue:
		mapping.content = slices.Clone(mapping.content)
	default:
		return v
	}
	mapping.at = v.at
	// An own key takes precedence over a merged one, so it begins as a copy of that.
	of := withSetting(mapping.lookUp(path[0]), path[1:], text)
	for i := 0; i+1 < len(mapping.content); i += 2 {
		key := &mapping.content[i]
		if key.kind == aliasValue {
			key = key.yaml.alias
		}
		if key.text == path[0] {
			mapping.content[i+1] = of
			return mapping
		}
	}
	mapping.content = append(mapping.content, value{kind: textValue, text: path[0], at: v.at}, of)
	return mapping
}

// lookUp returns the value of a mapping's key, own or merged; null if there is none.
func (v value) lookUp(name string) value {
	found := value{at: v.at}
	isFound := false
	n := newReader(Options{}).node(&v) // its problems are reported when the mapping is read
	n.entries(func(_ *value, key, of Node) {
		if key.v.text == name && !isFound {
			found, isFound = *of.v, true
			found.at = of.at
		}
	})
	return found
}
