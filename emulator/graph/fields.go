package graph

import (
	"fmt"
	"slices"
	"strconv"
	"sync"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/fake"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/history"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/internal/encode"
)

// Values are the values of the fields of a table of package ges, each as JSON; "": the
// field is absent.
type Values []string

// fieldIndex is the index of each of a graph's fields, by name.
var fieldIndex = indexOf(ges.GraphFields()) //nolint:gochecknoglobals // read-only

func indexOf(fields []ges.Field) map[string]int {
	index := make(map[string]int, len(fields))
	for i := range fields {
		index[fields[i].Name()] = i
	}
	return index
}

// set sets a field by its name.
func (v Values) set(name, json string) { v[fieldIndex[name]] = json }

func (v Values) setText(name, text string) { v.set(name, encode.Text(text)) }

// setDefault sets a field that is absent.
func (v Values) setDefault(name string, json func() string) {
	if i := fieldIndex[name]; v[i] == "" {
		v[i] = json()
	}
}

// JSON returns the value of a graph's field as JSON; "" if it is absent.
func (v Values) JSON(name string) string { return v[fieldIndex[name]] }

// Text returns the value of a graph's text field; "" if it is absent.
func (v Values) Text(name string) string {
	s, err := strconv.Unquote(v[fieldIndex[name]])
	if err != nil {
		return ""
	}
	return s
}

// fixed is the fields of a graph as they are without any jobs and acts. All versions of
// the graph share them; they are computed when they are first needed.
type fixed struct {
	once   sync.Once
	values Values
}

// fixedValues returns the fields of the graph as they are without any jobs and acts, for
// a change.
func (g *Graph) fixedValues() Values {
	g.fixed.once.Do(func() {
		v := make(Values, len(ges.GraphFields()))
		for i, f := range ges.GraphFields() {
			v[i] = f.Default
		}
		v.set("isMultiAz", "")
		for _, given := range g.described.Fields {
			v[given.Field] = given.JSON
		}
		g.invent(v)
		v.setText("id", g.id)
		v.setText("name", g.name)
		v.setText("created", g.there.String())
		g.fixed.values = v
	})
	return slices.Clone(g.fixed.values)
}

// FieldsAt returns the fields of the graph at an instant at which it is there.
func (g *Graph) FieldsAt(now clock.Instant) Values {
	v := g.fixedValues()
	v.setText("updated", g.UpdatedAt(now).String())
	status := g.StatusAt(now)
	v.setText("status", status.String())
	if status == ges.GraphPreparing {
		v.setText("actionProgress", strconv.Itoa(g.progressAt(now)))
	}
	g.setByJobs(v, now)
	g.setPaths(v, now)
	g.setByActs(v, now)
	return v
}

// progressAt returns the share of the running time of the job under way that began last,
// in percent.
func (g *Graph) progressAt(now clock.Instant) int {
	for j := range g.UnderWay(now) {
		if _, ok := ges.LifecycleOf(j.Name()); !ok {
			continue
		}
		if now <= j.Start() || j.End() == clock.Never {
			return 0
		}
		return int(100 * float64(now-j.Start()) / float64(j.End()-j.Start()))
	}
	return 0
}

// The invented values of fields that a client cannot set.
var (
	users = []string{"ges_admin", "graph_ops", "data_team", "ges_test"} //nolint:gochecknoglobals // read-only
)

// invent sets the fields that have no default. Each follows from the graph's id.
func (g *Graph) invent(v Values) {
	key, inventor := g.Key(), fake.New()
	octet := func(of string) int64 { return inventor.Between(key.For(of), 2, 250) }
	v.setDefault("isMultiAz", func() string { return `"false"` })
	v.setDefault("createdBy", func() string { return encode.Text(inventor.One(key.For("createdBy"), users)) })
	v.setDefault("regionCode", func() string { return encode.Text("cn-north-4") })
	v.setDefault("azCode", func() string { return encode.Text(v.Text("regionCode") + "a") })
	for _, name := range []string{"vpcId", "subnetId", "securityGroupId"} {
		v.setDefault(name, func() string { return encode.Text(key.For(name).UUID()) })
	}
	v.setDefault("privateIp", func() string { return encode.Text(fmt.Sprintf("192.168.%d.%d", octet("net"), octet("host"))) })
	v.setDefault("trafficIpList", func() string {
		return fmt.Sprintf(`["192.168.%d.%d","192.168.%d.%d"]`, octet("net"), octet("traffic0"), octet("net"), octet("traffic1"))
	})
}

// Key returns the key from which the invented values of the graph follow.
func (g *Graph) Key() fake.Key { return fake.NewKey(0).For("graph").For(g.id) }

// PublicIP returns the address that belongs to an EIP.
func PublicIP(eip string) string {
	key, inventor := fake.NewKey(0).For("eip").For(eip), fake.New()
	return fmt.Sprintf("100.64.%d.%d", inventor.Between(key.For("net"), 0, 255), inventor.Between(key.For("host"), 1, 254))
}

// setByJobs sets what ended jobs have left, but for the paths.
func (g *Graph) setByJobs(v Values, now clock.Instant) {
	if g.jobs.ready().effects.Len() == 0 {
		return
	}
	if j, ok := g.lastEffect("UpgradeGraph", now); ok {
		v.setText("dataStoreVersion", j.Act.Value)
	}
	if j, ok := g.lastEffect("ResizeGraph", now); ok {
		v.set("origin_graph_size_type_index", v[fieldIndex["graphSizeTypeIndex"]])
		v.setText("graphSizeTypeIndex", j.Act.Value)
		v.setText("resize_time", j.End().String())
	}
	if j, ok := g.lastEffect("ExpandGraph", now); ok {
		v.set("replication", j.Act.Value)
		v.setText("expand_time", j.End().String())
	}
}

// setPaths sets the paths of the last import, unless the graph was cleared since.
func (g *Graph) setPaths(v Values, now clock.Instant) {
	imported, ok := g.lastAfter(ges.JobNameIndex(ges.ImportGraph), now, nil)
	cleared, isCleared := g.lastEffect(clearGraph, now)
	if isCleared && (!ok || endsBefore(imported, cleared)) {
		for _, name := range []string{"schemaPath", "edgesetPath", "vertexsetPath"} {
			v.set(name, "[]")
		}
		return
	}
	if !ok {
		return
	}
	detail := imported.Detail()
	if detail == nil {
		return
	}
	v.set("schemaPath", paths(detail.Schema, imported))
	v.set("edgesetPath", paths(detail.Edgeset, imported))
	v.set("vertexsetPath", paths(detail.Vertexset, imported))
}

// endsBefore reports whether a job ends before another; of two that end at once, the
// earlier in listing order.
func endsBefore(a, b Job) bool {
	return a.End() < b.End() || a.End() == b.End() && history.Compare(a.Job, b.Job) < 0
}

// paths returns the files of an import as a graph shows them. The word of a file of which
// a part was imported is another one than in jobDetail.
func paths(files []scenario.File, j Job) string {
	type entry struct {
		Path   string `json:"path"`
		JobID  string `json:"jobId"`
		Status string `json:"status"`
	}
	entries := make([]entry, len(files))
	for i, f := range files {
		status := string(f.Status)
		if f.Status == ges.FilePartFailed {
			status = ges.PartiallyFailed.String()
		}
		entries[i] = entry{f.Path, j.ID(), status}
	}
	return string(encode.MustJSON(entries))
}

// setByActs sets what acts have left.
func (g *Graph) setByActs(v Values, now clock.Instant) {
	if a := g.lastAct(scenario.SecurityGroupAct, now); a != nil {
		v.setText("securityGroupId", a.Value)
	}
	attached, detached := g.lastAct(scenario.AttachEipAct, now), g.lastAct(scenario.DetachEipAct, now)
	switch {
	case attached != nil && (detached == nil || detached.At < attached.At || detached.At == attached.At && detached.number < attached.number):
		v.setText("publicIp", PublicIP(attached.Value))
	case detached != nil:
		v.set("publicIp", "")
	}
}

// BackupFieldsAt returns the fields of a backup at an instant at which it is there.
func (s *Set) BackupFieldsAt(b *Backup, now clock.Instant) Values {
	g, _ := s.Lookup(b.graph)
	of := g.fixedValues()
	g.setByJobs(of, b.begin)
	status := ges.GraphDeleted
	if g.ThereAt(now) {
		status = g.StatusAt(now)
	}
	end := min(b.end, now) // one that is under way: so far
	values := []string{
		encode.Text(b.id), encode.Text(b.name), encode.Text(b.method), encode.Text(g.id), encode.Text(g.name), encode.Text(status.String()),
		of[fieldIndex["graphSizeTypeIndex"]], of[fieldIndex["dataStoreVersion"]], of[fieldIndex["arch"]], encode.Text(b.Status(now)),
		strconv.FormatInt(b.begin.UnixMilli(), 10), encode.Text(b.begin.String()), strconv.FormatInt(end.UnixMilli(), 10), encode.Text(end.String()),
		strconv.Itoa(b.size), strconv.FormatInt(int64(end.Sub(b.begin).Seconds()), 10), of[fieldIndex["encrypted"]],
	}
	return values
}
