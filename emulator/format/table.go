package format

// table is an [Object] without its Go type: one code reads and writes all objects, which
// keeps the program small. Objects are pointers to values of that type.
type table struct {
	name, noun, doc string
	columns         []column
	check           func(m Mapping, o any) // nil: none
	blank           func() any             // a new object with all defaults
	oneOf           []string
	exclusive       []string
	conditions      []Schema

	hints map[string]Hint
	index map[string]int // key → index in columns
	keys  []string       // in the order of the table
}

// column is a [Field] without the Go type of its object.
type column struct {
	key           string
	doc           string
	required      bool
	alwaysWritten bool
	schema        Schema
	nullIsAbsent  bool
	read          func(n Node, o any) bool
	write         func(b []byte, o any) []byte // nil: it cannot be written
	blank         string                       // the written value in a blank object, which is omitted
}

// newTable completes a table.
func newTable(t table, hints []Hint) *table {
	t.hints, t.index = indexHints(hints), make(map[string]int, len(t.columns))
	for i := range t.columns {
		t.keys = append(t.keys, t.columns[i].key)
		t.index[t.columns[i].key] = i
	}
	if t.isWritable() {
		blank := t.blank()
		for i := range t.columns {
			t.columns[i].blank = string(t.columns[i].write(nil, blank))
		}
	}
	return &t
}
