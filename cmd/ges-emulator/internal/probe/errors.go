package probe

import (
	"fmt"
	"slices"
	"strings"
)

// errorProbes tell the rules of errors.
var errorProbes = [...]Probe{
	{
		Name: "error-body", Rule: "The body of the service's own errors in version 1 is errorMessage, errorCode, or another shape of compat.errorBody", Switch: "errorBody",
		Calls: get("{v1}/graphs/jobs?limit=abc", "{v1}/graphs/{unknownGraph}/jobs/{unknownJob}/status", "{v1}/graphs/{unknownGraph}"), Sees: "the keys", judge: errorBody,
	},
	{
		Name: "errors-v2", Rule: "The errors of version 2 are error_msg, error_code, in this order", Calls: get("{v2}/graphs/jobs?limit=abc", "{v2}/graphs/{unknownGraph}"), Sees: "the keys",
		judge: func(e *evidence) verdict {
			for _, a := range e.answers {
				if got := a.apiError(); a.refused() && !got.gateway() {
					if !slices.Equal(got.keys, []string{"error_msg", "error_code"}) {
						return differs(a, "it has %s", keysOf(a.json))
					}
					return holds()
				}
			}
			return untold("the service refused nothing in version 2")
		},
	},
	{
		Name: "gateway-error-body", Rule: "The gateway's errors are error_msg, error_code, request_id, in this order", Calls: get("{v1}/graphs/no-such/path"), Sees: "the keys",
		judge: func(e *evidence) verdict {
			if a := e.answers[0]; !slices.Equal(a.apiError().keys, []string{"error_msg", "error_code", "request_id"}) {
				return differs(a, "it has %s", keysOf(a.json))
			}
			return holds()
		},
	},
	{
		Name: "gateway-request-id", Rule: "request_id of a gateway's error is the header X-Request-Id", Calls: get("{v1}/graphs/no-such/path"), Sees: "request_id, X-Request-Id",
		judge: func(e *evidence) verdict {
			a := e.answers[0]
			if id, header := a.json.str("request_id"), a.header.Get("X-Request-Id"); id == "" {
				return untold("there is no request_id")
			} else if id != header {
				return differs(a, "X-Request-Id is %q", header)
			}
			return holds()
		},
	},
	{
		Name: "no-credentials", Rule: "A call without credentials is answered 401 APIGW.0301", Calls: []Call{{Path: "{v1}/graphs/jobs", Anonymous: true}}, Sees: "status, code",
		judge: wantError(401, "APIGW.0301"),
	},
	{
		Name: "no-credentials-message", Rule: "The reason follows the message of APIGW.0301, after a colon that replaces its full stop", Calls: []Call{{Path: "{v1}/graphs/jobs", Anonymous: true}}, Sees: "message",
		judge: func(e *evidence) verdict {
			a := e.answers[0]
			if got := a.apiError().message; a.ok() || got == "" {
				return untold("a call without credentials is answered without a message")
			} else if !strings.HasPrefix(got, "Incorrect IAM authentication information: ") {
				return differs(a, "the message is %q", got)
			}
			return holds()
		},
	},
	{
		Name: "unknown-token", Rule: "An unknown token is answered 401 APIGW.0301, «decrypt token fail»",
		Calls: []Call{{Path: "{v1}/graphs/jobs", Anonymous: true, Header: [2]string{"X-Auth-Token", "no-token"}}}, Sees: "message",
		judge: func(e *evidence) verdict {
			if a := e.answers[0]; a.status != 401 || !strings.HasSuffix(a.apiError().message, "decrypt token fail") {
				return differs(a, "it is answered %s: %s", a.was(), a.apiError().message)
			}
			return holds()
		},
	},
	{
		Name: "unknown-graph", Rule: "An unknown graph is answered 400 GES.7000 in version 1 and 404 GES.0047 in version 2, or as compat.unknownGraph says", Switch: "unknownGraph",
		Calls: get("{v1}/graphs/{unknownGraph}", "{v2}/graphs/{unknownGraph}"), Sees: "status, code", judge: unknownGraph,
	},
}

func errorBody(e *evidence) verdict {
	shapes := map[string]string{"errorMessage errorCode": "errorMessage", "errCode externalMessage": "errCode", "error_code error_msg": "error_code"}
	found := ""
	for _, a := range e.answers {
		got := a.apiError()
		if !a.refused() || got.gateway() || got.code == "" {
			continue
		}
		shape := shapes[strings.Join(got.keys, " ")]
		if shape == "" {
			return differs(a, "it has %s", keysOf(a.json))
		}
		if found != "" && found != shape {
			return differs(a, "it has %s, other errors another shape", keysOf(a.json))
		}
		found = shape
	}
	if found == "" {
		return untold("the service refused nothing")
	}
	return holdsAs(found)
}

func unknownGraph(e *evidence) verdict {
	codes := ""
	for _, a := range e.answers {
		codes += fmt.Sprintf("%d %s ", a.status, a.apiError().code)
	}
	switch codes {
	case "400 GES.7000 404 GES.0047 ":
		return holdsAs("by-version")
	case "400 GES.7000 400 GES.7000 ":
		return holdsAs("GES.7000")
	case "404 GES.0047 404 GES.0047 ":
		return holdsAs("GES.0047")
	}
	return differs(e.answers[0], "version 1 answers %s, version 2 %s", e.answers[0].was(), e.answers[1].was())
}
