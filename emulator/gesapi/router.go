package gesapi

import (
	"net/url"
	"strings"

	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/internal/urlpath"
)

// route is one route of the table of operations, emulated or not.
type route struct {
	ges.Route

	operation *ges.OperationSpec
}

// emulated says whether the route is answered.
func (r *route) emulated() bool { return r.operation.Answers(r.Route) }

// node is a place in the tree of paths: the routes that end there, and the
// segments that may follow.
type node struct {
	routes    []*route
	literals  map[string]*node
	parameter *node // nil: none may follow
	// forbids says which values the parameter cannot have: a path with one of
	// them is none of its routes. nil: it can have any.
	forbids func(segment string) bool
}

// newRouter is the tree of all routes of the table of operations.
func newRouter() *node {
	root := &node{}
	operations := ges.Operations()
	for i := range operations {
		o := &operations[i]
		for _, r := range o.Routes {
			root.add(&route{r, o})
		}
	}
	return root
}

func (n *node) add(r *route) {
	for segment := range strings.SplitSeq(r.Path()[1:], "/") {
		if strings.HasPrefix(segment, "{") {
			n = n.addParameter(segment)
			continue
		}
		next := n.literals[segment]
		if next == nil {
			next = &node{}
			if n.literals == nil {
				n.literals = map[string]*node{}
			}
			n.literals[segment] = next
		}
		n = next
	}
	n.routes = append(n.routes, r)
}

func (n *node) addParameter(segment string) *node {
	if n.parameter == nil {
		n.parameter = &node{}
		switch segment {
		case "{projectId}", "{project_id}": // any value reaches a project's routes, where a bad one is told
		case "{graphId}", "{graph_id}":
			n.forbids = func(s string) bool { return s == "" || ges.ReservedSegment(s) }
		default:
			n.forbids = func(s string) bool { return s == "" }
		}
	}
	return n.parameter
}

// maxPathValues is the number of parameters in the longest path.
const maxPathValues = 3

// match is where a request goes.
type match struct {
	route *route // nil: nowhere
	// path is the values of the path's parameters in order; the first is the
	// project's id, of a route that has one. A path that has no route has those of
	// its longest beginning that routes begin with too.
	path [maxPathValues]string
	// allowed is the methods that the path takes instead, and actions the values
	// of action_id; both nil: there is no such path.
	allowed, actions []string
}

// find finds the route of a request. Literal segments win over parameters.
func (n *node) find(method string, u *url.URL) match {
	var m match
	u = urlpath.Normalize(u)
	path, unescape := u.Path, func(s string) string { return s }
	if u.RawPath != "" { // the path has escapes that matter
		path, unescape = u.RawPath, unescaped
	}
	path, ok := strings.CutPrefix(path, "/")
	values := 0
	for more := ok; more; {
		var segment string
		segment, path, more = strings.Cut(path, "/")
		next := n.literals[segment]
		if next == nil && n.parameter != nil && (n.forbids == nil || !n.forbids(segment)) {
			next = n.parameter
			m.path[values] = unescape(segment)
			values++
		}
		if next == nil {
			return m
		}
		n = next
	}
	m.choose(n.routes, method, u.RawQuery)
	return m
}

// ProjectOf returns the id of the project that a call names; "" for none.
func (a *API) ProjectOf(method, path string) string {
	m := a.router.find(method, &url.URL{Path: path})
	if m.route == nil || m.route.operation.IsIAM() {
		return ""
	}
	return m.path[0]
}

// choose chooses among the routes of one path.
func (m *match) choose(routes []*route, method, query string) {
	for _, r := range routes {
		if r.Method == method && (r.Action == "" || r.Action == actionID(query)) {
			m.route = r
			return
		}
	}
	for _, r := range routes {
		if r.Method == method { // of another action
			m.actions = append(m.actions, r.Action)
		} else {
			m.allowed = append(m.allowed, r.Method)
		}
	}
}

// unescaped is a segment of a path in plain text.
func unescaped(segment string) string {
	if plain, err := url.PathUnescape(segment); err == nil {
		return plain
	}
	return segment
}

// actionID is the value of action_id in a query.
func actionID(query string) string {
	values, _ := url.ParseQuery(query) // what of it cannot be read is no action
	return values.Get(ges.ActionID)
}
