package probe_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// onQuery changes the query of a call that has exactly one.
func onQuery(query, changed string) broken {
	return broken{in: func(x *exchange) {
		if x.query == query && strings.HasSuffix(x.path, "/v1.0/p1/graphs/jobs") {
			x.query = changed
		}
	}}
}

// refuse answers calls whose query has a text with an error.
func refuse(query string) broken {
	return broken{out: func(x *exchange) {
		if strings.Contains(x.query, query) && strings.HasSuffix(x.path, "/v1.0/p1/graphs/jobs") {
			x.status, x.body = 400, `{"errorMessage":"refused","errorCode":"GES.9999"}`
		}
	}}
}

// replace changes the bodies of answers to paths that match a pattern.
func replace(path, pattern, with string) broken {
	p, re := regexp.MustCompile(path), regexp.MustCompile(pattern)
	return broken{out: func(x *exchange) {
		if p.MatchString(x.path + "?" + x.query) {
			x.body = re.ReplaceAllString(x.body, with)
		}
	}}
}

const (
	jobsV1    = `/v1\.0/p1/graphs/(jobs|.*/status)`
	graphsV1  = `/v1\.0/p1/graphs\?`
	graphsV2  = `/v2/p1/graphs\?`
	backupsV1 = `/v1\.0/p1/graphs/backups`
)

// setHeader changes a header of good answers.
func setHeader(name, value string) broken {
	return broken{out: func(x *exchange) {
		if x.status != 200 {
			return
		}
		if x.answer.Del(name); value != "" {
			x.answer.Set(name, value)
		}
	}}
}

// onRows changes the rows of lists of jobs, graphs or backups.
func onRows(path string, change func(x *exchange, rows []json.RawMessage) []json.RawMessage) broken {
	p, re := regexp.MustCompile(path), regexp.MustCompile(`^(\{"\w+":)\d+(,"\w+":)(\[.*\])\}$`)
	return broken{out: func(x *exchange) {
		parts := re.FindStringSubmatch(x.body)
		if !p.MatchString(x.path+"?"+x.query) || parts == nil {
			return
		}
		var rows []json.RawMessage
		if json.Unmarshal([]byte(parts[3]), &rows) != nil {
			return
		}
		rows = change(x, rows)
		data, _ := json.Marshal(rows)
		x.body = fmt.Sprintf("%s%d%s%s}", parts[1], len(rows), parts[2], data)
	}}
}

func reversed(_ *exchange, rows []json.RawMessage) []json.RawMessage {
	slices.Reverse(rows)
	return rows
}

func beginOf(row json.RawMessage) string {
	var job struct{ BeginTime, EndTime string }
	_ = json.Unmarshal(row, &job)
	return job.BeginTime
}

// both is a server that changes what comes in by one and what goes out by another.
func both(in, out broken) broken { return broken{in.in, out.out} }

// renameIDs shows other ids than the emulator has, and takes them back in paths.
func renameIDs(path, pattern, with, inPath, back string) broken {
	re := regexp.MustCompile(inPath)
	b := replace(path, pattern, with)
	b.in = func(x *exchange) { x.path = re.ReplaceAllString(x.path, back) }
	return b
}

// brokenServers has for each probe a server that breaks its rule, and no other.
func brokenServers() map[string]broken {
	servers := map[string]broken{}
	for _, part := range []map[string]broken{brokenRequests(), brokenLists(), brokenJobs(), brokenErrors(), brokenGraphs()} {
		for name, b := range part {
			servers[name] = b
		}
	}
	return servers
}

func brokenRequests() map[string]broken {
	return map[string]broken{
		"unknown-path": replace(`/no-such/path|/jobs/\?`, `APIGW\.0101`, "APIGW.0102"),
		"escaped-path": {out: func(x *exchange) {
			x.status = map[bool]int{true: 404, false: x.status}[strings.Contains(x.path, "%6F")]
		}},
		"bad-project-id": replace("p!", `GES\.0001`, "GES.0002"),
		"content-type-ignored": {out: func(x *exchange) {
			x.status = map[bool]int{true: 415, false: x.status}[x.header.Get("Content-Type") != ""]
		}},
		"offset-default":     onQuery("limit=3", "limit=3&offset=1"),
		"offset-counts-jobs": onQuery("offset=1&limit=2", "offset=2&limit=2"),
		"offset-past-end":    refuse("offset=1038"),
		"limit-default": {in: func(x *exchange) {
			if !strings.Contains(x.query, "limit=") && strings.HasSuffix(x.path, "/v1.0/p1/graphs/jobs") {
				x.query += "&limit=20"
			}
		}},
		"limit":                   onQuery("limit=2", "limit=3"),
		"limit-no-maximum":        onQuery("limit=1000", "limit=100"),
		"status-filter":           onQuery("status=running&limit=500", "limit=500"),
		"status-pending":          onQuery("status=pending&limit=500", "status=success&limit=500"),
		"status-partially-failed": refuse("status=partiallyFailed"),
		"status-exact":            onQuery("status=SUCCESS", "status=success"),
		"graph-name": {in: func(x *exchange) {
			if strings.HasPrefix(x.query, "graphName=") && strings.Count(x.query, "&") == 1 && strings.HasSuffix(x.query, "limit=500") {
				x.query = "limit=500"
			}
		}},
		"graph-name-whole": {in: func(x *exchange) {
			x.query = regexp.MustCompile("graphName=[A-Z]+").ReplaceAllStringFunc(x.query, lowerValue)
		}},
		"graph-name-snake": {in: func(x *exchange) {
			if strings.HasPrefix(x.path, "/v1.0") && strings.HasPrefix(x.query, "graph_name=") {
				x.query = "name" + x.query
			}
		}},
		"filters-combined": {in: func(x *exchange) {
			x.query = regexp.MustCompile("(graphName=.*)&status=[a-z]+").ReplaceAllString(x.query, "$1")
		}},
		"empty-value":        onQuery("status=", "status=success"),
		"repeated-parameter": onQuery("limit=1&limit=2", "limit=2"),
		"unknown-parameter":  refuse("noSuchParameter"),
		"parameter-case":     onQuery("Limit=1", "limit=1"),
		"leading-zeros":      onQuery("limit=002", "limit=-2"),
		"huge-integer":       onQuery("offset=99999999999999999999", ""),

		"bad-value-code":     replace(`/v1\.0/p1/graphs/jobs\?limit=abc`, `GES\.0001`, "GES.0002"),
		"bad-value-message":  replace(`/v1\.0/p1/graphs/jobs\?limit=abc`, `Incorrect parameter\.`, "The request is wrong."),
		"bad-values-order":   onQuery("status=xyz&limit=abc&offset=uvw", "limit=abc"),
		"long-value":         replace("limit=xxx", `x{40}[^"\\]*`, strings.Repeat("x", 100)),
		"bad-offset":         onQuery("offset=-1", ""),
		"bad-limit":          onQuery("limit=0", ""),
		"integer-forms":      onQuery("limit=1e1", "limit=10"),
		"bad-status":         onQuery("status=ended", ""),
		"bad-day":            onQuery("startTime=2019-03-27T00:00:00", "startTime=2019-03-27"),
		"no-such-day":        onQuery("startTime=2019-02-29", "startTime=2019-02-28"),
		"graph-names-differ": onQuery("graphName=abcd&graph_name=efgh", "graphName=abcd"),
		"graph-names-agree":  refuse("graph_name=abcd"),
		"bad-encoding":       onQuery("graphName=%FF", "graphName=x"),
	}
}

func lowerValue(pair string) string {
	name, value, _ := strings.Cut(pair, "=")
	return name + "=" + strings.ToLower(value)
}

// drop takes a filter out of a query that has no other.
func drop(name string) broken {
	re := regexp.MustCompile("^" + name + `=[0-9-]+&limit=500$`)
	return broken{in: func(x *exchange) { x.query = re.ReplaceAllString(x.query, "limit=500") }}
}

func brokenLists() map[string]broken {
	oneDay := regexp.MustCompile(`^startTime=([0-9-]+)&limit=500$`)
	return map[string]broken{
		"start-time": drop("startTime"),
		"end-time":   drop("endTime"),
		// Its days begin at 16:00 UTC, as those of UTC+8 do.
		"days-utc": both(broken{in: func(x *exchange) {
			if m := oneDay.FindStringSubmatch(x.query); m != nil {
				x.query = "limit=500&startTime=" + dayBefore(m[1])
			}
		}}, onRows("startTime=2", func(x *exchange, rows []json.RawMessage) []json.RawMessage {
			m := oneDay.FindStringSubmatch(x.query)
			return slices.DeleteFunc(rows, func(row json.RawMessage) bool { return len(m) == 2 && beginOf(row) < dayBefore(m[1])+"T16" })
		})),
		"date-range": {out: func(x *exchange) {
			if m := regexp.MustCompile("^startTime=(.*)&endTime=(.*)&limit=500$").FindStringSubmatch(x.query); len(m) == 3 && m[1] == m[2] {
				x.status = 400
			}
		}},
		"unended-end-time": onRows("status=(running|waiting)&endTime=", func(*exchange, []json.RawMessage) []json.RawMessage { return []json.RawMessage{} }),
		"range-reversed":   refuse("startTime=2019-03-28&endTime=2019-03-27"),
		"any-day":          refuse("0000-01-01"),
		"order": onRows(`jobs\?offset=0&limit=500`, func(_ *exchange, rows []json.RawMessage) []json.RawMessage {
			return slices.Concat(rows[len(rows)/2:], rows[:len(rows)/2])
		}),
		"job-count":         onRows(jobsV1, func(_ *exchange, rows []json.RawMessage) []json.RawMessage { return rows }),
		"success-keys":      replace(`/v1\.0/p1/graphs/jobs`, `(^\{"jobCount.*\])\}$`, `$1,"errorCode":""}`),
		"empty-list":        replace(jobsV1, `"jobList":\[\]`, `"jobList":null`),
		"content-type":      setHeader("Content-Type", "application/json; charset=utf-8"),
		"no-white-space":    replace(jobsV1, `^\{"jobCount":`, `{"jobCount": `),
		"request-id-header": setHeader("X-Request-Id", "abc"),
		"date-header":       setHeader("Date", ""),
		"content-length":    setHeader("Content-Length", ""),
		"no-retry-after":    setHeader("Retry-After", "1"),
	}
}

func dayBefore(day string) string {
	t, _ := time.Parse(time.DateOnly, day)
	return t.AddDate(0, 0, -1).Format(time.DateOnly)
}

func brokenJobs() map[string]broken {
	list := `(?:null|\[[^\]]*\])`
	return map[string]broken{
		"field-order":    replace(jobsV1, `("jobType":"\w+"),("jobName":"\w+")`, "$2,$1"),
		"job-ids-unique": {out: duplicate},
		"job-id-format":  renameIDs("/p1/graphs", `"(jobId|job_id)":"ff808081`, `"$1":"zz808081`, "/zz808081", "/ff808081"),
		"job-id-host":    renameIDs("/p1/graphs", `"(jobId|job_id)":"ff808081`, `"$1":"aa808081`, "/aa808081", "/ff808081"),
		"job-id-time":    renameIDs("/p1/graphs", `"(jobId|job_id)":"(.{16})01`, `"$1":"${2}02`, `(/jobs/.{16})02`, "${1}01"),
		"time-rounding":  {out: truncateTimes},
		"job-status":     replace(jobsV1, `"status":"running"`, `"status":"processing"`),
		"queued-status":  replace("status=waiting&limit", `"status":"waiting"`, `"status":"pending"`),
		"job-type":       replace(jobsV1, `"jobType":"\w+"`, `"jobType":1`),
		"job-name":       replace(jobsV1, `"jobName":("\w+")`, `"jobName":[$1]`),
		"job-names":      replace(jobsV1, `"jobName":"ExportGraph"`, `"jobName":"ExportData"`),
		"related-graph":  replace(jobsV1, `"relatedGraph":"people"`, `"relatedGraph":"2f623659-fc76-46b7-87c2-67608cc89e9b"`),
		"begin-time":     replace(jobsV1, `"beginTime":"[^"]*",`, ""),
		"end-time-field": replace(jobsV1, `("beginTime":"[^"]*",)("jobProgress")`, `$1"endTime":null,$2`),
		"time-format":    replace(jobsV1, `Time":"([0-9-]{10})T`, `Time":"$1 `),
		"job-detail-imports": replace(jobsV1, `("jobName":"ExportGraph","relatedGraph":"\w+","beginTime":"[^"]*","endTime":"[^"]*",)`,
			`$1"jobDetail":{"vertexsetPath":null,"edgesetPath":null,"schemaPath":null},`),
		"job-detail-ended": replace(jobsV1, `"jobDetail":\{"vertexsetPath":`+list+`,"edgesetPath":`+list+`,"schemaPath":`+list+`\},`, ""),
		"fail-reason":      replace(jobsV1, `("status":"success"[^{}]*)("jobProgress")`, `$1"failReason":"",$2`),
		"progress":         replace(jobsV1, `"jobProgress":0`, `"jobProgress":12.5`),

		"detail-lists":      replace(jobsV1, `"vertexsetPath":null,`, ""),
		"detail-list-kinds": replace(jobsV1, `"vertexsetPath":null`, `"vertexsetPath":""`),
		"detail-entry":      replace(jobsV1, `"cause":null,`, ""),
		"detail-lines":      replace(jobsV1, `"failedLines":(\d+)`, `"failedLines":"$1"`),
		"detail-status":     replace(jobsV1, `"status":"partFailed"`, `"status":"partiallyFailed"`),
		"detail-path":       replace(jobsV1, `"path":"`, `"path":"obs://`),
	}
}

// duplicate gives the second job of the whole list the id of the first.
func duplicate(x *exchange) {
	if x.query != "offset=0&limit=500" {
		return
	}
	id := regexp.MustCompile(`"jobId":"(\w+)"`)
	all := id.FindAllStringSubmatch(x.body, 2)
	x.body = strings.Replace(x.body, all[1][1], all[0][1], 1)
}

// truncateTimes shows the second in which a job began, not the nearest one.
func truncateTimes(x *exchange) {
	re := regexp.MustCompile(`("jobId":"\w{16})(\w{12})([^{}]*?"beginTime":")([^"]*)`)
	x.body = re.ReplaceAllStringFunc(x.body, func(s string) string {
		m := re.FindStringSubmatch(s)
		ms, _ := strconv.ParseInt(m[2], 16, 64)
		return m[1] + m[2] + m[3] + time.UnixMilli(ms).UTC().Format("2006-01-02T15:04:05")
	})
}

func brokenErrors() map[string]broken {
	anonymous := func(change func(x *exchange)) broken {
		return broken{out: func(x *exchange) {
			if x.header.Get("X-Auth-Token") == "" {
				change(x)
			}
		}}
	}
	return map[string]broken{
		"error-body": {out: func(x *exchange) {
			x.body = strings.NewReplacer(`"errorMessage":`, `"message":`, `"errorCode":`, `"code":`).Replace(x.body)
		}},
		"errors-v2":              replace("/v2/", `"error_msg":(.*),"error_code"`, `"errorMessage":$1,"errorCode"`),
		"gateway-error-body":     replace("", `,"request_id":"\w+"`, ""),
		"gateway-request-id":     replace("", `"request_id":"\w+"`, `"request_id":"another"`),
		"no-credentials":         anonymous(func(x *exchange) { x.status = 403 }),
		"no-credentials-message": anonymous(func(x *exchange) { x.body = strings.Replace(x.body, "information: ", "information. ", 1) }),
		"unknown-token":          replace("", "decrypt token fail", "no such token"),
		"unknown-graph":          replace("/v2/", `GES\.0047`, "GES.0099"),
	}
}

func brokenGraphs() map[string]broken {
	shown := "" // the graph of the job that was shown
	return map[string]broken{
		"show-job":            replace("/status", `"jobProgress":0`, `"jobProgress":50`),
		"no-such-job":         replace("/status", `GES\.8301`, "GES.7007"),
		"no-such-job-message": replace("/status", "can not find job", "no such job"),
		"job-of-another-graph": {out: func(x *exchange) {
			if m := regexp.MustCompile("/graphs/(.*)/jobs/.*/status").FindStringSubmatch(x.path); m != nil && x.status == 200 {
				if shown == "" {
					shown = m[1]
				}
				if shown != m[1] {
					x.status = 400
				}
			}
		}},
		"jobs-v2": replace("/v2/p1/graphs/jobs", `"job_type"`, `"jobType"`),

		"graphs-list":     replace(graphsV1, `"graphCount"`, `"count"`),
		"graph-fields":    replace(graphsV1, `"arch"`, `"extra":1,"arch"`),
		"graph-fields-v2": replace(graphsV2, `"arch"`, `"extra":1,"arch"`),
		"versions-agree":  replace(graphsV2, `"name":"movies"`, `"name":"Movies"`),
		"show-graph":      replace(`/v1\.0/p1/graphs/[0-9a-f-]{36}\?$`, `"created":"2`, `"created":"3`),
		"graphs-limit": {in: func(x *exchange) {
			x.query = strings.Replace(x.query, "offset=0&limit=1", "offset=0&limit=2", map[bool]int{true: 1}[strings.HasSuffix(x.path, "/graphs")])
		}},
		"graphs-bad-limit": {in: func(x *exchange) {
			x.query = strings.Replace(x.query, "limit=0", "", map[bool]int{true: 1}[strings.HasSuffix(x.path, "/graphs")])
		}},
		"graphs-order":   onRows(`/p1/graphs\?`, reversed),
		"graph-status":   replace(graphsV1, `"status":"900"`, `"status":"999"`),
		"graph-values":   replace(graphsV1, `"replication":1`, `"replication":"1"`),
		"graph-progress": replace(graphsV1, `"status":"900"`, `"status":"900","actionProgress":"5"`),
		"graph-absent":   replace(graphsV1, `"arch"`, `"publicIp":"","arch"`),
		"graph-ids":      renameIDs(`/p1/graphs(\?|/[0-9a-f_]{9}[0-9a-f-]{27}\?)`, `"id":"(.{8})-`, `"id":"${1}_`, "(/graphs/.{8})_", "$1-"),
		"graph-paths":    replace(graphsV1, `"jobId"`, `"job"`),
		"begun-jobs": {out: func(x *exchange) {
			if strings.HasPrefix(x.query, "offset=0&limit=500") {
				x.answer.Set("Date", "Thu, 01 Jan 1970 00:00:00 GMT")
			}
		}},
		"graph-listed":  replace(`/p1/graphs\?`, `"name":"newest"`, `"name":"neuest"`),
		"graph-of-jobs": replace(graphsV1, `"status":"202"`, `"status":"200"`),
		"graph-created": replace(`/p1/graphs(\?|/[0-9a-f-]{36}\?$)`, `("created":"\d{4}-\d{2}-\d{2}T)07:20`, "${1}07:50"),
		"graph-import":  replace(graphsV1, `"jobId":"\w{8}`, `"jobId":"00000000`),
		"graph-name-v2": {in: func(x *exchange) {
			x.query = strings.Replace(x.query, "graph_name", "name", map[bool]int{true: 1}[strings.HasPrefix(x.path, "/v2/")])
		}},
		"days-v2":               {in: func(x *exchange) { x.query = strings.Replace(x.query, "start_time", "start", 1) }},
		"show-job-v2":           replace("/v2/.*/status", `"job_type"`, `"jobType"`),
		"show-graph-v2":         replace(`/v2/p1/graphs/[0-9a-f-]{36}\?$`, `"vpc_id"`, `"vpcId"`),
		"quotas-v2":             replace("/v2/p1/graphs/quotas", "edge_volume", "edgeVolume"),
		"graph-backups":         onRows(`/v1\.0/p1/graphs/.{36}/backups`, func(*exchange, []json.RawMessage) []json.RawMessage { return []json.RawMessage{} }),
		"unknown-graph-backups": replace("/backups", `GES\.(7000|0047)`, "GES.7024"),
		"gateway-message":       replace("no-such/path", "has not been published", "is not there"),

		"quotas":            replace("/v1.0/p1/graphs/quotas", `,"edgeVolume":\d+`, ""),
		"backups-list":      replace(backupsV1, `"backupCount"`, `"count"`),
		"backup-fields":     replace(backupsV1, `"arch"`, `"extra":1,"arch"`),
		"backup-fields-v2":  replace("/v2/p1/graphs/backups", `"arch"`, `"extra":1,"arch"`),
		"backups-order":     onRows(`/v1\.0/p1/graphs/(.{36}/)?backups`, reversed),
		"backup-ids":        replace(`/v1\.0/p1/graphs/(.{36}/)?backups`, `"id":"(.{8})-`, `"id":"${1}_`),
		"backup-name":       replace(backupsV1, `"name":"\w+-\d+"`, `"name":"snapshot"`),
		"backup-status":     replace(backupsV1, `"status":"success"`, `"status":"done"`),
		"backup-numbers":    replace(backupsV1, `"size":(\d+)`, `"size":"$1"`),
		"backup-timestamps": replace(backupsV1, `"startTimestamp":(\d+)\d{3},`, `"startTimestamp":$1,`),
	}
}
