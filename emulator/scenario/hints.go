package scenario

import "github.com/ges-emulator/ges-emulator/emulator/format"

// The hints below are for keys that users expect who know the vendor's answers, other
// mock servers (WireMock, MockServer) or Kubernetes. One row each; a key that is only
// misspelt needs none.

func rootHints() []format.Hint {
	return []format.Hint{
		{Of: "apiVersion formatVersion", Keys: "version", Text: "the only version of the format is 1"},
		{Of: "kind metadata spec", Text: "all keys of a scenario stand at the top"},
		{Of: "title id scenario", Keys: "name"},
		{Of: "summary comment doc", Keys: "description"},
		{Of: "randomSeed", Keys: "seed"},
		{Of: "jobs job generate", Text: `it belongs to a project: projects: {"*": {jobs: []}}`},
		{Of: "mappings stubs expectations rules failures errors", Keys: "faults"},
		{Of: "time timing", Keys: "clock"},
		{Of: "start startTime now mode step rate", Text: "it belongs under clock: clock: {start: 2018-12-17T12:55:00}"},
		{Of: "order queuedStatus dateRange errorBody progress", Text: "it belongs under compat: compat: {errorBody: error_code}"},
		{Of: "compatibility options settings", Keys: "compat"},
		{Of: "credentials authentication security", Keys: "auth"},
		{Of: "token tokens keys users", Text: "it belongs under auth: auth: {mode: token, tokens: [{value: valid-token}]}"},
	}
}

func projectHints() []format.Hint {
	return []format.Hint{
		{Of: "clock seed compat auth name", Text: "it belongs at the top of the scenario, for all projects"},
		{Of: "generated generator", Keys: "generate"},
		{Of: "count", Text: "it belongs in a block of generate: generate: [{count: 100}]"},
		{Of: "jobList tasks", Keys: "jobs"},
		{Of: "mappings stubs rules failures errors", Keys: "faults"},
	}
}

func clockHints() []format.Hint {
	return []format.Hint{
		{Of: "startTime startAt begin beginTime now time at from", Keys: "start"},
		{Of: "type kind", Keys: "mode"},
		{Of: "interval increment tick by advance", Keys: "step"},
		{Of: "speed factor scale multiplier", Keys: "rate"},
		{Of: "timezone zone tz", Text: "all times are UTC"},
		{Of: "end endTime to until", Text: "a clock has no end"},
	}
}

func compatHints() []format.Hint {
	return []format.Hint{
		{Of: "errorFormat errorShape errors error", Keys: "errorBody"},
		{Of: "sort sortOrder orderBy", Keys: "order"},
		{Of: "waitingStatus status queued", Keys: "queuedStatus"},
		{Of: "dates dateFilter", Keys: "dateRange"},
		{Of: "jobProgress", Keys: "progress"},
	}
}

func jobHints() []format.Hint {
	return []format.Hint{
		{Of: "name operation action", Keys: "jobName"},
		{Of: "type kind", Keys: "jobName jobType", Text: "jobName is what a job does, such as ImportGraph, jobType its group, GraphManagement"},
		{Of: "graph graphName relatedGraphName", Keys: "relatedGraph"},
		{Of: "graphId", Text: "relatedGraph is the graph's name"},
		{Of: "start startTime startAt beginTime beginAt at from created createTime", Keys: "begin"},
		{Of: "end endTime endAt finish finishTime until to", Text: "a job ends when it has waited and run: set waiting and running, which are durations"},
		{Of: "duration runtime runningTime runs takes length", Keys: "running"},
		{Of: "wait waitingTime delay queue queued pending", Keys: "waiting"},
		{Of: "status state result", Keys: "outcome", Text: "a job's status follows from begin, waiting, running and outcome, and from the clock"},
		{Of: "failed success partiallyFailed", Text: "outcome is how a job ends: outcome: failed"},
		{Of: "id", Keys: "jobId"},
		{Of: "reason failure error message errorMessage errorMsg", Keys: "failReason"},
		{Of: "errorCode errCode code", Text: "a job has a failReason and no code; a call that fails is a fault"},
		{Of: "progress", Keys: "jobProgress"},
		{Of: "detail details files", Keys: "jobDetail"},
		{Of: "vertexsetPath edgesetPath schemaPath", Text: "it belongs under jobDetail: jobDetail: {edgesetPath: [{path: movies/edge.csv}]}"},
		{Of: "count times repeat", Text: "many jobs are a block of generate, beside jobs: generate: [{count: 100}]"},
	}
}

func generateHints() []format.Hint {
	return []format.Hint{
		{Of: "n number amount times jobs size", Keys: "count"},
		{Of: "name names type jobNames jobType", Keys: "jobName"},
		{Of: "graph graphs graphName relatedGraphs", Keys: "relatedGraph"},
		{Of: "start startTime beginTime between range", Keys: "begin"},
		{Of: "duration durations runtime runningTime", Keys: "running"},
		{Of: "wait delay queued pending waitingTime", Keys: "waiting"},
		{Of: "failure failures failureRate failRate errorRate", Keys: "failed"},
		{Of: "outcome outcomes status", Text: "failed and partiallyFailed are shares of the jobs, the rest succeeds: failed: 0.1"},
		{Of: "seed", Text: "it belongs at the top of the scenario, for all invented values"},
		{Of: "end endTime", Text: "a job ends when it has waited and run: set waiting and running, which are durations"},
	}
}

func detailHints() []format.Hint {
	return []format.Hint{
		{Of: "vertex vertices vertexset vertexPath", Keys: "vertexsetPath"},
		{Of: "edge edges edgeset edgePath", Keys: "edgesetPath"},
		{Of: "schema schemas", Keys: "schemaPath"},
		{Of: "files", Text: "the files are in vertexsetPath, edgesetPath and schemaPath: edgesetPath: [{path: movies/edge.csv}]"},
	}
}

func fileHints() []format.Hint {
	return []format.Hint{
		{Of: "name file url obsPath", Keys: "path"},
		{Of: "state outcome result", Keys: "status"},
		{Of: "reason error message failReason", Keys: "cause"},
		{Of: "logPath logFile", Keys: "log"},
		{Of: "total lines count", Keys: "totalLines"},
		{Of: "failed errors", Keys: "failedLines"},
		{Of: "successful success imported", Keys: "successfulLines"},
	}
}

func faultHints() []format.Hint {
	return []format.Hint{
		{Of: "id title", Keys: "name"},
		{Of: "operation api apis methods", Keys: "operations", Text: "operations is a list: operations: [ListJobs]"},
		{Of: "method path url urlPath", Text: "operations are named: operations: [ListJobs]"},
		{Of: "condition conditions if match matches matcher filter request httpRequest", Keys: "when"},
		{Of: "calls call times count query queryParameters header headers from to until start end chance probability", Text: "it belongs under when: when: {calls: 3}"},
		{Of: "response httpResponse respond returns then answer", Keys: "reply"},
		{Of: "errorCode errCode code status statusCode errorMessage errorMsg message body retryAfter", Text: "it belongs under reply: reply: {status: 503}"},
		{Of: "throttle throttling rateLimit quota", Keys: "limit"},
		{Of: "latency wait sleep fixedDelay fixedDelayMilliseconds timeout", Keys: "delay", Text: "delay is a duration with a unit: delay: 500ms"},
		{Of: "fault disconnect network socket", Keys: "connection", Text: "connection is reset, close, truncate, garbage or trickle"},
		{Of: "lag age", Keys: "stale"},
		{Of: "project projects", Text: `a fault of one project belongs to that: projects: {"*": {faults: []}}`},
		{Of: "priority order", Text: "faults are tried in the order of the file"},
	}
}

func whenHints() []format.Hint {
	return []format.Hint{
		{Of: "to before end endTime till endsAt", Keys: "until"},
		{Of: "after since start startTime begin beginTime", Keys: "from"},
		{Of: "probability likelihood percent percentage share", Keys: "chance", Text: "chance is from 0 to 1"},
		{Of: "times time count call nth n number attempt attempts", Keys: "calls"},
		{Of: "parameters params queryParameters queryString", Keys: "query"},
		{Of: "headers requestHeaders", Keys: "header"},
		{Of: "limit", Text: "a fault's limit belongs beside when, the parameter under query: query: {limit: \"10\"}"},
		{Of: "offset status graphName", Text: "parameters belong under query: query: {graphName: movies}"},
		{Of: "token", Text: "headers belong under header: header: {X-Auth-Token: old}"},
		{Of: "method path url urlPath urlPattern urlPathPattern operation operations api", Text: "operations belong beside when: operations: [ListJobs]"},
		{Of: "delay reply connection stale", Text: "it belongs beside when"},
		{Of: "project projects", Text: `a fault of one project belongs to that: projects: {"*": {faults: []}}`},
	}
}

func replyHints() []format.Hint {
	return []format.Hint{
		{Of: "code", Keys: "errorCode status"},
		{Of: "message msg errorMsg errMsg externalMessage reason text", Keys: "errorMessage"},
		{Of: "statusCode httpStatus httpStatusCode responseCode", Keys: "status"},
		{Of: "retryAfter", Text: `it is a header: headers: {Retry-After: "1"}`},
		{Of: "contentType", Text: "it is a header: headers: {Content-Type: text/html}"},
		{Of: "jsonBody content payload data response", Keys: "body", Text: "body is a text"},
		{Of: "delay latency fixedDelayMilliseconds", Text: "delay belongs beside reply: delay: 500ms"},
		{Of: "when limit stale connection fault", Text: "it belongs beside reply"},
	}
}

func limitHints() []format.Hint {
	return []format.Hint{
		{Of: "requests count max maximum times number rate", Keys: "calls"},
		{Of: "window period interval every duration time", Keys: "per"},
	}
}

func authHints() []format.Hint {
	return []format.Hint{
		{Of: "type kind", Keys: "mode"},
		{Of: "accessKeys credentials", Keys: "keys"},
	}
}

func tokenHints() []format.Hint {
	return []format.Hint{
		{Of: "token id", Keys: "value"},
		{Of: "expiry expiration expiresAt ttl until", Keys: "expires"},
		{Of: "project projectId", Keys: "projects", Text: "projects is a list"},
		{Of: "denied forbidden", Keys: "deny"},
		{Of: "operations allow", Text: "deny is the operations that it does not allow: deny: [ListJobs]"},
	}
}

func accessKeyHints() []format.Hint {
	return []format.Hint{
		{Of: "ak accessKey accessKeyId id key", Keys: "access"},
		{Of: "sk secretKey secretAccessKey", Keys: "secret"},
	}
}

func userHints() []format.Hint {
	return []format.Hint{
		{Of: "user userName id login", Keys: "name"},
		{Of: "secret", Keys: "password"},
		{Of: "account domainName", Keys: "domain"},
	}
}

func jobPatchHints() []format.Hint {
	return []format.Hint{
		{Of: "status state result", Keys: "outcome", Text: "a job's status follows from its times and its outcome, and from the clock"},
		{Of: "end endTime finish until", Keys: "endAt"},
		{Of: "reason failure error message errorMessage", Keys: "failReason"},
		{Of: "progress", Keys: "jobProgress"},
		{Of: "detail details files", Keys: "jobDetail"},
		{Of: "begin beginTime waiting running", Text: "of a job's times only its end can change: endAt: now"},
		{Of: "jobName relatedGraph jobId jobType", Text: "it cannot change; remove the job and add another"},
	}
}

func clockPatchHints() []format.Hint {
	return []format.Hint{
		{Of: "start time at to", Keys: "now"},
		{Of: "by advance", Text: "POST …/clock/advance moves a clock: by: 30s"},
		{Of: "interval increment tick", Keys: "step"},
		{Of: "speed factor scale multiplier", Keys: "rate"},
	}
}

func advanceHints() []format.Hint {
	return []format.Hint{
		{Of: "duration for step delta", Keys: "by"},
		{Of: "now time at", Keys: "to"},
		{Of: "jobId status", Text: "it belongs under until: until: {jobId: some-id, status: success}"},
		{Of: "seconds minutes hours days", Text: "by is a duration with a unit: by: 30s"},
		{Of: "next end", Text: "it is a word: to: next, or to: end"},
	}
}

func rangeHints() []format.Hint {
	return []format.Hint{
		{Of: "min minimum least start", Keys: "from"},
		{Of: "max maximum most end until", Keys: "to"},
	}
}
