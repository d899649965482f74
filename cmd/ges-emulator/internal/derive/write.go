package derive

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ges-emulator/ges-emulator/cmd/ges-emulator/internal/recording"
	"github.com/ges-emulator/ges-emulator/emulator/format"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/internal/encode"
)

// maxComment is how long a comment of a scenario is, in bytes.
const maxComment = 200

// flow is a mapping in one line.
type flow struct{ parts []string }

func (f *flow) add(key, value string) { f.parts = append(f.parts, key+": "+value) }

func (f *flow) text(key, value string) { f.add(key, quote(value)) }

func (f *flow) String() string { return "{" + strings.Join(f.parts, ", ") + "}" }

// moment writes an instant.
func moment(at time.Time) string { return at.UTC().Format("2006-01-02T15:04:05.999999999") }

// write is the text of the scenario.
func (w *world) write(name string, patches []patch) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# Made from a recording by ges-emulator scenarios from.\nversion: 1\nname: %s\n", quote(name))
	fmt.Fprintf(&b, "clock: {start: %s, %s}\n", moment(w.start()), w.clock())
	if compat := w.compat.text(); compat != "" {
		fmt.Fprintf(&b, "compat: {%s}\n", compat)
	}
	b.WriteString("projects:\n")
	for _, p := range w.order {
		key := quote(p.id)
		if len(w.order) == 1 {
			key = `"*"`
		}
		body := p.write(&w.compat, patches)
		if body == "" {
			fmt.Fprintf(&b, "  %s: {}\n", key)
		} else {
			fmt.Fprintf(&b, "  %s:\n%s", key, body)
		}
	}
	writeFaults(&b, "", patches, "")
	return b.String()
}

// start is the start of the scenario: the earliest call.
func (w *world) start() time.Time { return w.first.Truncate(time.Second) }

// clock moves with each call as far as the calls of the recording were apart on average.
func (w *world) clock() string {
	if w.calls < 2 {
		return "mode: manual"
	}
	step := w.latest.Sub(w.first) / time.Duration(w.calls-1)
	unit := time.Millisecond
	if step > time.Second {
		unit = time.Second
	}
	if step = step.Round(unit); step <= 0 {
		return "mode: manual"
	}
	return "mode: stepped, step: " + format.DurationText(step)
}

func (p *project) write(c *compat, patches []patch) string {
	var b strings.Builder
	p.writeJobs(&b, c)
	p.writeGraphs(&b)
	p.writeRules(&b)
	p.writeQuotas(&b)
	writeFaults(&b, "    ", patches, p.id)
	return b.String()
}

func (p *project) writeJobs(b *strings.Builder, c *compat) {
	head := "    jobs:\n"
	for _, j := range p.order {
		if j.submitted == nil {
			b.WriteString(head + "      - " + j.line(c))
			head = ""
		}
	}
	if len(p.placeholders) > 0 {
		b.WriteString("    generate: # placeholders: jobs that were counted, but are in no answer\n")
	}
	for _, h := range p.placeholders {
		fmt.Fprintf(b, "      - {count: %d, jobName: DeleteGraph, relatedGraph: not_recorded, begin: {from: %s, to: %s}, every: 1us, waiting: {from: 0s, to: 0s}, running: {from: 0s, to: 0s}}\n", h.count, moment(h.begin), moment(h.begin))
	}
}

// line is a job of the scenario.
func (j *job) line(c *compat) string {
	var f flow
	f.add("jobName", j.name)
	f.text("relatedGraph", j.graph)
	f.add("begin", moment(j.beginAt))
	l := j.plan
	l.write(&f, j)
	f.text("jobId", j.id)
	if j.kind != ges.GraphManagement {
		f.text("jobType", j.kind)
	}
	if !c.elapsed() && !isZero(j.progress) {
		f.add("jobProgress", fmt.Sprint(j.progress))
	}
	if detail, ok := j.detail.(map[string]any); ok && j.name == ges.ImportGraph {
		f.add("jobDetail", detailText(detail))
	}
	return f.String() + comment(l.comments) + "\n"
}

func (l *life) write(f *flow, j *job) {
	if l.waiting > 0 {
		f.add("waiting", format.DurationText(l.waiting))
	}
	if l.forever {
		f.add("running", "forever")
		return
	}
	f.add("running", format.DurationText(l.running))
	if l.outcome != ges.Success {
		f.add("outcome", l.outcome.String())
		if j.reason != "" {
			f.text("failReason", j.reason)
		}
	}
}

func comment(texts []string) string {
	if len(texts) == 0 {
		return ""
	}
	text := strings.Join(texts, "; ")
	return " # " + text[:min(len(text), maxComment)]
}

// detailText is what an import says of its files, without what follows from the outcome.
func detailText(detail map[string]any) string {
	var f flow
	for _, key := range []string{"vertexsetPath", "edgesetPath", "schemaPath"} {
		list := objects(detail[key])
		if detail[key] == nil {
			continue
		}
		entries := make([]string, 0, len(list))
		for _, entry := range list {
			var e flow
			for _, key := range []string{"path", "log", "cause", "status", "totalLines", "failedLines", "successfulLines"} {
				if value := entry[key]; value != nil {
					e.add(key, jsonText(value))
				}
			}
			entries = append(entries, e.String())
		}
		f.add(key, "["+strings.Join(entries, ", ")+"]")
	}
	return f.String()
}

// jsonText is a value that was decoded, as JSON, which is YAML too.
func jsonText(value any) string { return string(encode.MustJSON(value)) }

func quote(s string) string { return encode.Text(s) }

func (p *project) writeGraphs(b *strings.Builder) {
	head := "    graphs:\n"
	for _, g := range p.graphOrder {
		if g.submitted || g.first == nil || g.name == "" {
			continue
		}
		b.WriteString(head + "      - " + p.graphText(g) + "\n")
		head = ""
	}
}

func (p *project) graphText(g *graph) string {
	var f flow
	f.text("name", g.name)
	f.text("id", g.id)
	if state := p.state(g); state != "" {
		f.add("status", state)
	}
	if !g.created.IsZero() {
		f.add("created", moment(g.created))
	}
	for _, field := range ges.GraphFields() {
		name := field.Name()
		value, ok := g.first[recording.Camel(name)]
		if !ok || slices.Contains([]string{"id", "name", "status", "created", "updated", "actionProgress"}, name) || jsonText(value) == field.Default {
			continue
		}
		if strings.HasSuffix(name, "Path") && p.imported(g) {
			continue
		}
		f.add(name, jsonText(value))
	}
	var backups []string
	for _, item := range g.backups {
		if !slices.Contains(g.made, text(item["id"])) && !p.madeByJob(g, item) {
			backups = append(backups, backupText(item))
		}
	}
	if len(backups) > 0 {
		f.add("backups", "["+strings.Join(backups, ", ")+"]")
	}
	return f.String()
}

func backupText(item map[string]any) string {
	var f flow
	f.text("name", text(item["name"]))
	f.text("id", text(item["id"]))
	from, to := number(item["startTimestamp"]), number(item["endTimestamp"])
	f.add("created", moment(time.UnixMilli(int64(from))))
	if method := text(item["backupMethod"]); method != "manual" {
		f.add("backupMethod", method)
	}
	if text(item["status"]) == "failed" {
		f.add("status", "failed")
	}
	if size := number(item["size"]); size >= 0 {
		f.add("size", strconv.Itoa(size))
	}
	f.add("running", format.DurationText(time.Duration(max(to-from, 0))*time.Millisecond))
	return f.String()
}

// writeRules says what becomes of the jobs that the recorded submissions made.
func (p *project) writeRules(b *strings.Builder) {
	head := "    submitRules:\n"
	counts := map[[2]string]int{}
	for _, s := range p.submissions {
		key := [2]string{s.jobName, s.graph}
		counts[key]++
		if s.job == nil {
			continue
		}
		var f, when flow
		f.add("jobName", s.jobName)
		when.text("graph", s.graph)
		when.add("calls", strconv.Itoa(counts[key]))
		f.add("when", when.String())
		l := s.job.plan
		l.write(&f, s.job)
		b.WriteString(head + "      - " + f.String() + comment(l.comments) + "\n")
		head = ""
	}
}

// writeQuotas writes the quotas that differ from those of a project without any.
func (p *project) writeQuotas(b *strings.Builder) {
	if len(p.quotas) == 0 {
		return
	}
	q := p.quotas[0]
	graphs, backups := p.there(q.at)
	var f flow
	for _, of := range []struct {
		kind  string
		there int
	}{{"graph", graphs}, {"backup", backups}} {
		if n, ok := q.available[of.kind]; ok && n >= 0 && n+of.there != 100 {
			f.add(of.kind, strconv.Itoa(n+of.there))
		}
	}
	if len(f.parts) > 0 {
		b.WriteString("    quotas: " + f.String() + "\n")
	}
}
