package derive

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/ges-emulator/ges-emulator/cmd/ges-emulator/internal/recording"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
)

// patch is a fault for calls that the scenario answers otherwise than was recorded.
type patch struct {
	project   string // "": those of the identity service
	operation ges.Operation
	answer    string // its part of the fault, as a flow mapping
	accepted  bool   // the call makes its job, and then fails
	calls     []int
}

// patches collects patches.
type patches struct {
	list  []patch
	calls map[[2]string]int // so many of each project and operation
	made  map[[2]string]int // so many of them made a job
	lost  map[int]bool      // the numbers of calls that made a job and failed
	raw   map[int]bool      // of calls whose error is answered byte for byte
}

func newPatches(w *world) *patches {
	p := &patches{calls: map[[2]string]int{}, made: map[[2]string]int{}, lost: map[int]bool{}}
	for _, project := range w.order {
		for _, s := range project.submissions {
			p.lost[s.number] = p.lost[s.number] || s.lost
		}
	}
	return p
}

// size is how many calls are patched.
func (p *patches) size() int {
	n := 0
	for _, of := range p.list {
		n += len(of.calls)
	}
	return n
}

// count counts a call, and patches it if it is to be and can be.
func (p *patches) count(x recording.Exchange, wanted bool) {
	call := recording.Route(x.Method, x.URI)
	project := recording.Project(x.URI)
	if call.Operation == "" {
		return
	}
	key := [2]string{project, string(call.Operation)}
	p.calls[key]++
	number := p.calls[key]
	lost := p.lost[x.Number]
	if lost || call.Job != "" && x.Status >= 200 && x.Status < 300 {
		p.made[key]++
	}
	if !wanted && !lost {
		return
	}
	accepted := lost && x.Response == nil // an answer that is cut off is that of a call that made its job
	if accepted {
		number = p.made[key]
	}
	answer := answerText(x, p.raw[x.Number])
	if answer == "" {
		return
	}
	i := slices.IndexFunc(p.list, func(of patch) bool {
		return of.project == project && of.operation == call.Operation && of.accepted == accepted && of.answer == answer
	})
	if i < 0 {
		i = len(p.list)
		p.list = append(p.list, patch{project: project, operation: call.Operation, answer: answer, accepted: accepted})
	}
	p.list[i].calls = append(p.list[i].calls, number)
}

// answerText is the recorded answer as a part of a fault; "": it cannot be one. A known
// error is one by its code, unless it is to be byte for byte.
func answerText(x recording.Exchange, raw bool) string {
	if x.Response == nil || x.Failure != "" {
		return "connection: " + connection(x)
	}
	if x.Response.Omitted != "" {
		return ""
	}
	var reply, headers flow
	if !raw {
		reply = errorText(x)
	}
	if len(reply.parts) == 0 {
		raw = true
		reply.add("status", strconv.Itoa(x.Status))
	}
	for _, name := range recording.ServiceHeaders() {
		value := http.Header(x.Response.Header).Get(name)
		if value == "" || name == "Content-Type" && strings.HasPrefix(value, "application/json") {
			continue
		}
		headers.text(name, value)
	}
	if len(headers.parts) > 0 {
		reply.add("headers", headers.String())
	}
	if raw {
		reply.text("body", x.Response.Body)
	}
	return "reply: " + reply.String()
}

// errorText is an error of the table, with what it has otherwise; empty: it is none.
func errorText(x recording.Exchange) flow {
	var reply flow
	value, err := recording.Decode(x.Response.Body)
	body, ok := value.(map[string]any)
	if err != nil || !ok {
		return reply
	}
	code, message := "", ""
	for key, member := range body {
		switch key {
		case "errorCode", "errCode", "error_code":
			code = text(member)
		case "errorMessage", "externalMessage", "error_msg":
			message = text(member)
		case "request_id":
		default:
			return reply
		}
	}
	known, ok := ges.LookUpError(code)
	if !ok {
		return reply
	}
	reply.add("errorCode", code)
	if message != known.Message {
		reply.text("errorMessage", message)
	}
	if x.Status != known.Status {
		reply.add("status", strconv.Itoa(x.Status))
	}
	return reply
}

// connection is how a connection broke, as a word of a scenario.
func connection(x recording.Exchange) string {
	switch {
	case x.Response != nil:
		return "truncate"
	case strings.Contains(x.Failure, "reset"):
		return "reset"
	case strings.Contains(x.Failure, "no HTTP"):
		return "garbage"
	}
	return "close"
}

// writeFaults writes the patches of a project; "": those of none.
func writeFaults(b *strings.Builder, indent string, patches []patch, project string) {
	head := indent + "faults: # answers that no job, graph or rule gives\n"
	for i, p := range patches {
		if p.project != project {
			continue
		}
		var f flow
		f.add("name", fmt.Sprintf("recorded-%d", i+1))
		f.add("operations", "["+string(p.operation)+"]")
		f.add("when", "{calls: "+callsText(p.calls)+"}")
		f.parts = append(f.parts, p.answer)
		if p.accepted {
			f.add("accepted", "true")
		}
		b.WriteString(head + indent + "  - " + f.String() + "\n")
		head = ""
	}
}

// callsText are the numbers of calls: one, a range, or a list.
func callsText(calls []int) string {
	first, last := calls[0], calls[len(calls)-1]
	switch {
	case len(calls) == 1:
		return strconv.Itoa(first)
	case last-first == len(calls)-1:
		return quote(fmt.Sprintf("%d-%d", first, last))
	}
	texts := make([]string, len(calls))
	for i, n := range calls {
		texts[i] = strconv.Itoa(n)
	}
	return "[" + strings.Join(texts, ", ") + "]"
}
