package scenario

import (
	"cmp"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/format"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
)

// MaxGraphs is the maximum number of graphs of a project in a file, and of those that
// are made at run time.
const MaxGraphs = 100_000

// Graph is a graph that is there at the start, or one that is added at run time.
type Graph struct {
	Name    string
	Status  ges.GraphStatus // one of ges.GraphStates
	Created *clock.Instant  // nil: a day before the first of the start, its jobs and its backups
	Fields  []FieldValue    // other fields of the graph object, in the order of ges.GraphFields; the others are invented, or the vendor's default
	Backups []Backup
}

// FieldValue is the value of a field, as JSON.
type FieldValue struct {
	Field int // index in ges.GraphFields
	JSON  string
}

// Value returns the value of a field as JSON, by its name; "" if it is not given.
func (g *Graph) Value(name string) string {
	for _, v := range g.Fields {
		if f := &ges.GraphFields()[v.Field]; f.Name() == name {
			return v.JSON
		}
	}
	return ""
}

// ID returns the id that is given; "": one is invented.
func (g *Graph) ID() string { return unquote(g.Value("id")) }

// unquote returns an id that is written as JSON; "": there is none.
func unquote(json string) string {
	id, _ := strconv.Unquote(json)
	return id
}

// SortFields brings the fields into their order.
func (g *Graph) SortFields() {
	slices.SortFunc(g.Fields, func(a, b FieldValue) int { return cmp.Compare(a.Field, b.Field) })
}

// Backup is a backup of a seeded graph.
type Backup struct {
	Name    string
	ID      string // "": invented
	Created clock.Instant
	Method  string        // one of BackupMethods
	Failed  bool          // it did not succeed
	Size    int           // MB; 0: invented
	Running time.Duration // how long it took; Typical: invented
}

// The ways in which a backup is made.
const (
	ManualBackup   = "manual"
	AutoBackup     = "auto"
	ImportedBackup = "import"
)

// Quotas are the bounds of a project; nil: none.
type Quotas struct{ Graph, Backup *int }

// The scopes in which names and ids are unique: a project.
const (
	graphNames = "names of graphs"
	graphIDs   = "ids of graphs and backups"
)

// computedFields are the fields of the graph object that follow from others, so they
// cannot be given.
var computedFields = [...]string{"name", "status", "actionProgress", "created", "updated"}

// graphKind is the table of a graph, which also reads one alone.
var graphKind = sync.OnceValue(func() format.Kind[Graph] { return kindOfGraph(graphObject()) }) //nolint:gochecknoglobals // nothing changes it

// maxFields is more than the number of fields of any object of the vendor.
const maxFields = 64

// record is an object with the fields of a table, each as JSON; "": it is absent.
type record [maxFields]string

// graphRecord is a graph as it is read.
type graphRecord struct {
	Graph
	values record
}

func graphObject() format.Object[graphRecord] {
	o := format.Object[graphRecord]{
		Name: "graph", Noun: "a graph",
		Doc:   "A graph that is there at the start. Any field of the vendor's graph object may be given.",
		Blank: graphRecord{Graph: Graph{Status: ges.GraphRunning}},
		Fields: []format.Field[graphRecord]{
			format.Key("name", graphName(), func(g *graphRecord) *string { return &g.Name },
				"The graph's name.").Required().Examples("movies"),
			format.Key("status", graphStatus(), func(g *graphRecord) *ges.GraphStatus { return &g.Status },
				"Its status, until a job that begins later changes it.").Default(ges.GraphStates()[0].Name),
			format.Key("created", format.Optional(format.Instant()), func(g *graphRecord) **clock.Instant { return &g.Created },
				"When it was created. Default: a day before the first of clock.start, its jobs and its backups."),
			format.Key("backups", format.List("a list of backups", backupObject().Kind()), func(g *graphRecord) *[]Backup { return &g.Backups },
				"Backups that are there at the start."),
		},
		Check: func(m format.Mapping, g *graphRecord) {
			m.Unique("name", graphNames, g.Name)
			m.Unique("id", graphIDs, unquote(g.values[ges.LookUpGraphField("id")]))
		},
	}
	fields := ges.GraphFields()
	for i := range fields {
		if f := &fields[i]; !slices.Contains(computedFields[:], f.Name()) {
			o.Fields = append(o.Fields, format.Key(f.Name(), fieldKind(f), func(g *graphRecord) *string { return &g.values[i] }, "As in the vendor's graph object."))
		}
	}
	return o
}

// graphStatus returns the kind of a status that can be given to a graph.
func graphStatus() format.Kind[ges.GraphStatus] {
	words, statuses := []string{}, []ges.GraphStatus{}
	for _, s := range ges.GraphStates() {
		words, statuses = append(words, s.Name), append(statuses, s.Status)
	}
	return format.Choice("a status of a graph", words, statuses)
}

// graphID returns the kind of a graph's id: a segment of a path that is no word there.
func graphID() format.Kind[string] {
	const expected = "an id of a graph: 1 to 64 letters, digits, - or _, and no word of the vendor's paths"
	k := format.Identifier(expected, "-_", 64)
	var words []format.Schema
	for _, word := range ges.ReservedSegments() {
		words = append(words, format.Only(word))
	}
	k.Schema.Not = &format.Schema{AnyOf: words}
	read := k.Read
	k.Read = func(n format.Node, into *string) bool {
		if v, _ := n.Scalar(); ges.ReservedSegment(v) {
			n.Mismatch(expected, "")
			return false
		}
		return read(n, into)
	}
	return k
}

// kindOfGraph returns the kind of a graph that is read as a record.
func kindOfGraph(o format.Object[graphRecord]) format.Kind[Graph] {
	k := o.Kind()
	return format.Kind[Graph]{
		NullIsAbsent: k.NullIsAbsent, Schema: k.Schema,
		Read: func(n format.Node, into *Graph) bool {
			var g graphRecord
			ok := k.Read(n, &g)
			for i, json := range g.values {
				if json != "" {
					g.Fields = append(g.Fields, FieldValue{i, json})
				}
			}
			*into = g.Graph
			return ok
		},
		Write: func(b []byte, g *Graph) []byte {
			r := graphRecord{Graph: *g}
			for _, v := range g.Fields {
				r.values[v.Field] = v.JSON
			}
			return k.Write(b, &r)
		},
	}
}

// fieldKind returns the kind of a field's value, as JSON.
func fieldKind(f *ges.Field) format.Kind[string] {
	if f.Name() == "id" {
		return jsonOf(graphID())
	}
	switch f.Kind {
	case ges.Integer:
		return jsonOf(format.Integer(0, 1<<53))
	case ges.Boolean:
		return jsonOf(format.Bool())
	case ges.Digits:
		return jsonOf(digits())
	case ges.Texts:
		return jsonOf(format.List("a list of texts", format.Prose(1024)))
	case ges.List:
		return jsonOf(format.List("a list of objects", recordKind(f)))
	case ges.Object:
		return jsonOf(recordKind(f))
	case ges.Text, ges.Word, ges.Day, ges.Any:
	}
	return jsonOf(format.Prose(1024))
}

// jsonOf returns a kind whose values are the JSON of another's.
func jsonOf[T any](k format.Kind[T]) format.Kind[string] {
	return format.Kind[string]{
		Schema: k.Schema, NullIsAbsent: k.NullIsAbsent,
		Read: func(n format.Node, into *string) bool {
			var v T
			if !k.Read(n, &v) {
				return false
			}
			*into = string(k.Write(nil, &v))
			return true
		},
		Write: func(b []byte, v *string) []byte {
			if *v == "" {
				return append(b, "null"...)
			}
			return append(b, *v...)
		},
	}
}

// recordKind returns the kind of an object with the fields of a table.
func recordKind(of *ges.Field) format.Kind[record] {
	o := format.Object[record]{Name: "graph." + of.Name(), Noun: "a value of " + of.Name(), Doc: "As in the vendor's graph object."}
	for i := range of.Fields {
		f := &of.Fields[i]
		o.Fields = append(o.Fields, format.Key(f.Name(), fieldKind(f), func(r *record) *string { return &r[i] }, "As in the vendor's graph object."))
	}
	return o.Kind()
}

// digits returns the kind of a text of digits, which may come as a number.
func digits() format.Kind[string] {
	number := format.Integer(0, 999_999_999)
	s := format.Schema{AnyOf: []format.Schema{number.Schema, {Type: []string{"string"}, Pattern: "^[0-9]{1,9}$"}}}
	return format.Kind[string]{Schema: s, Write: format.Line(9).Write, Read: func(n format.Node, into *string) bool {
		if n.IsNumber() {
			var whole int
			if !number.Read(n, &whole) {
				return false
			}
			*into = strconv.Itoa(whole)
			return true
		}
		v, _ := n.Scalar()
		if _, err := strconv.ParseUint(v, 10, 30); err != nil || len(v) > 9 {
			n.Mismatch("a number of up to 9 digits, or a text of them", "")
			return false
		}
		*into = v
		return true
	}}
}

func backupObject() format.Object[Backup] {
	methods := []string{ManualBackup, AutoBackup, ImportedBackup}
	return format.Object[Backup]{
		Name: "backup", Noun: "a backup",
		Doc:   "A backup of a graph that is there at the start.",
		Blank: Backup{Method: ManualBackup, Running: Typical},
		Fields: []format.Field[Backup]{
			format.Key("name", graphName(), func(b *Backup) *string { return &b.Name }, "The backup's name.").Required().Examples("movies-1"),
			format.Key("created", format.Instant(), func(b *Backup) *clock.Instant { return &b.Created },
				"When it was made: its startTime.").Required().Examples("-3d"),
			format.Key("id", format.Segment("an id of a backup of 1 to 64 letters, digits, or . _ : -", "._:-", 64), func(b *Backup) *string { return &b.ID }, "Its id. Default: invented."),
			format.Key("backupMethod", format.Enum("a way to make a backup", methods...), func(b *Backup) *string { return &b.Method },
				"How it was made.").Default(ManualBackup),
			format.Key("status", format.Choice("a status of a backup", []string{"success", "failed"}, []bool{false, true}), func(b *Backup) *bool { return &b.Failed },
				"Whether it succeeded.").Default("success"),
			format.Key("size", format.Integer(0, 1_000_000_000), func(b *Backup) *int { return &b.Size }, "Its size in MB. Default: invented."),
			format.Key("running", format.DurationOr(format.NoMinimum, "typical", Typical, func(d *time.Duration) *time.Duration { return d }),
				func(b *Backup) *time.Duration { return &b.Running }, "How long it took: from its startTime to its endTime. Default: typical.").Examples("60s"),
		},
		Check: func(m format.Mapping, b *Backup) { m.Unique("id", graphIDs, b.ID) },
	}
}

// addedGraph returns the kind of a graph that is added: it is there from then on.
func addedGraph() format.Kind[Graph] {
	o, b := graphObject(), backupObject()
	o.Name, o.Doc = "newGraph", "A graph that is there from now on. Any field of the vendor's graph object may be given."
	format.DropKey(&o, "created")
	b.Name, b.Doc = "newBackup", "A backup of a graph that is added."
	format.MakeOptional(&b, "created")
	check := b.Check
	b.Check = func(m format.Mapping, b *Backup) {
		check(m, b)
		switch {
		case !m.Given("created"):
			b.Created = m.Start()
		case m.Good("created") && b.Created < m.Start():
			m.Problem("created", "%s is before now, when the graph is created", m.Text("created"))
		}
	}
	format.ReplaceKey(&o, format.Key("backups", format.List("a list of backups", b.Kind()), func(g *graphRecord) *[]Backup { return &g.Backups },
		"Its backups. They are made now, unless they have another created."))
	return kindOfGraph(o)
}

// GraphPatch is the changes to a graph.
type GraphPatch struct{ Status ges.GraphStatus }

func graphPatchKind() format.Kind[GraphPatch] {
	return format.Object[GraphPatch]{
		Name: "graphPatch", Noun: "a change of a graph",
		Fields: []format.Field[GraphPatch]{
			format.Key("status", graphStatus(), func(p *GraphPatch) *ges.GraphStatus { return &p.Status },
				"Its status from now on, until a job that begins later changes it.").Required(),
		},
	}.Kind()
}

// graphList returns the kind of the graphs of a project. Names and ids are unique.
func graphList() format.Kind[[]Graph] {
	graphs := format.List("a list of graphs", graphKind())
	read := graphs.Read
	graphs.Read = func(n format.Node, into *[]Graph) bool {
		n.NewScope(graphNames)
		n.NewScope(graphIDs)
		if count := n.Len(); count > MaxGraphs {
			n.Problem("the project has %d graphs; at most %d are allowed", count, MaxGraphs)
			return false
		}
		return read(n, into)
	}
	return graphs
}

func quotasKind() format.Kind[Quotas] {
	quota := format.Optional(format.Integer(0, 1_000_000_000))
	return format.Object[Quotas]{
		Name: "quotas", Noun: "quotas",
		Doc: "How many there may be at once. What is not given refuses nothing.",
		Fields: []format.Field[Quotas]{
			format.Key("graph", quota, func(q *Quotas) **int { return &q.Graph }, "Graphs; a further CreateGraph is refused with GES.7018.").Examples(3),
			format.Key("backup", quota, func(q *Quotas) **int { return &q.Backup }, "Backups; a further CreateBackup is refused with GES.7019.").Examples(7),
		},
	}.Kind()
}
