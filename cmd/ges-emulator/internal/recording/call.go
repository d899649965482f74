package recording

import (
	"net/url"
	"strings"

	"github.com/ges-emulator/ges-emulator/emulator/ges"
)

// Call is what a request asks for.
type Call struct {
	Operation ges.Operation // "": none that the emulator knows
	Job       string        // the name of the job that it starts; "": none
	Version   ges.Version   // "": it is none of GES
	Graph     string        // the graph's id in the path; "": none
	Query     url.Values
}

// Route finds the operation of a request.
func Route(method, uri string) Call {
	_, rawQuery, _ := strings.Cut(uri, "?")
	query, _ := url.ParseQuery(rawQuery) // what cannot be read is no parameter
	c := Call{Query: query}
	segments := strings.Split(strings.Trim(pathOf(uri), "/"), "/")
	best := -1
	operations := ges.Operations()
	for i := range operations {
		o := &operations[i]
		for _, r := range o.Routes {
			of := strings.Split(strings.Trim(r.Path(), "/"), "/")
			if r.Method != method || r.Action != "" && r.Action != query.Get(ges.ActionID) || of[0] != segments[0] {
				continue
			}
			literals, graph := fits(of, segments)
			if literals > best {
				best = literals
				c.Operation, c.Job, c.Graph, c.Version = o.ID, o.Job, graph, r.Version
			}
		}
	}
	return c
}

// fits reports how many segments of a path are literally those of a route, -1 if it is no
// path of the route, and the graph's id in it.
func fits(of, segments []string) (literals int, graph string) {
	if len(of) != len(segments) {
		return -1, ""
	}
	for i, segment := range of {
		switch {
		case strings.HasPrefix(segment, "{"):
			if strings.Contains(strings.ToLower(segment), "graph") {
				graph, _ = url.PathUnescape(segments[i]) // what cannot be read is no id
			}
		case segment == segments[i]:
			literals++
		default:
			return -1, ""
		}
	}
	return literals, graph
}

// Camel is the name of a member of version 2 as version 1 has it: job_id is jobId.
func Camel(name string) string {
	parts := strings.Split(name, "_")
	for i := 1; i < len(parts); i++ {
		if parts[i] != "" {
			parts[i] = strings.ToUpper(parts[i][:1]) + parts[i][1:]
		}
	}
	return strings.Join(parts, "")
}

// ServiceHeaders are the headers of answers that say something about the service; all
// others are of the connection, of the moment or of proxies.
func ServiceHeaders() []string {
	return []string{"Content-Type", "Location", "Retry-After", "Www-Authenticate"}
}
