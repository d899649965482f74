package derive

import (
	"time"

	"github.com/ges-emulator/ges-emulator/cmd/ges-emulator/internal/recording"
)

// submission is a call that a server accepted, or may have accepted before its answer
// was lost.
type submission struct {
	number  int
	at      time.Time
	jobName string
	graph   string // its name
	jobID   string // in the answer; "": it has none
	lost    bool   // no answer tells that it was accepted
	job     *job   // that it made; nil: it was never seen
	data    bool   // a graph is created with data, which a second job imports
}

// submit takes a call that was accepted.
func (p *project) submit(x recording.Exchange, call recording.Call, answer map[string]any) {
	if call.Job == "" {
		return
	}
	s := p.newSubmission(x, call)
	s.jobID = text(answer["jobId"])
	if id := text(answer["id"]); id != "" && call.Operation == "CreateGraph" {
		g := p.graph(id)
		g.name, g.submitted = s.graph, true
	}
	if id := text(answer["backupId"]); id != "" {
		p.graph(call.Graph).made = append(p.graph(call.Graph).made, id)
	}
	p.submissions = append(p.submissions, s)
}

// lost takes a call whose answer does not tell that it was accepted.
func (p *project) lost(x recording.Exchange, call recording.Call) {
	if call.Job == "" {
		return
	}
	s := p.newSubmission(x, call)
	s.lost = true
	p.submissions = append(p.submissions, s)
}

func (p *project) newSubmission(x recording.Exchange, call recording.Call) *submission {
	s := &submission{number: x.Number, at: x.At, jobName: call.Job}
	body, err := recording.Decode(x.Request.Body)
	request, _ := camel(body).(map[string]any)
	if err == nil && call.Operation == "CreateGraph" {
		of, _ := request["graph"].(map[string]any)
		s.graph, s.data = text(of["name"]), of["dataSource"] != nil
	} else if g := p.graphs[call.Graph]; g != nil {
		s.graph = g.name
	}
	if call.Operation == "StartGraph" && request["graphBackupId"] != nil {
		s.jobName = "RestoreGraph"
	}
	return s
}

// near is how far the begin of a job is from the instant of its submission at most: both
// are known to the second.
const near = 1500 * time.Millisecond

// settle finds the jobs that submissions made. A submission whose answer was lost is
// dropped if it made none.
func (p *project) settle() {
	var settled []*submission
	for _, s := range p.submissions {
		s.job = p.jobs[s.jobID]
		for _, j := range p.order {
			if s.job == nil && s.jobID == "" && j.submitted == nil && j.name == s.jobName && (s.graph == "" || j.graph == s.graph) && j.beginAt.Sub(s.at).Abs() < near {
				s.job = j
			}
		}
		if s.lost && s.job == nil {
			continue
		}
		if s.job != nil {
			s.job.submitted, s.job.beginAt = s, s.at
			s.graph = s.job.graph
		}
		settled = append(settled, s)
		if s.data {
			settled = append(settled, p.importOf(s)...)
		}
	}
	p.submissions = settled
}

// importOf is the second job of a graph that is created with data.
func (p *project) importOf(s *submission) []*submission {
	second := &submission{number: s.number, at: s.at, jobName: "ImportGraph", graph: s.graph}
	if s.job == nil {
		return nil
	}
	created := s.job.life()
	end := s.job.beginAt.Add(created.waiting + created.running)
	for _, j := range p.order {
		if j.submitted == nil && j.name == "ImportGraph" && j.graph == s.graph && j.beginAt.Sub(end).Abs() < near {
			second.job, j.submitted = j, second
			return []*submission{second}
		}
	}
	return nil
}
