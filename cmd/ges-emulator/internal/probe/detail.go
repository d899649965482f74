package probe

import (
	"slices"
	"strings"
)

var (
	detailLists = [...]string{"vertexsetPath", "edgesetPath", "schemaPath"}
	entryKeys   = [...]string{"path", "log", "cause", "status", "totalLines", "failedLines", "successfulLines"}
)

// detailProbes tell the rules of the detail of an import.
var detailProbes = [...]Probe{
	{
		Name: "detail-lists", Rule: "jobDetail has vertexsetPath, edgesetPath and schemaPath, in this order", Sees: "the keys of jobDetail",
		judge: everyJob(noDetail, func(job *value) (string, bool) {
			detail := job.get("jobDetail")
			return must(!detail.is(object) || slices.Equal(detail.keys, detailLists[:]), "jobDetail has %s", keysOf(detail)), detail.is(object)
		}),
	},
	{
		Name: "detail-list-kinds", Rule: "Each of them is a list or null", Sees: "the values of jobDetail",
		judge: everyJob(noDetail, func(job *value) (string, bool) {
			detail := job.get("jobDetail")
			for _, key := range detailLists {
				if list := detail.get(key); !list.is(array) && !list.is(null) && !list.is(absent) {
					return key + " is " + string(list.kindOf()), true
				}
			}
			return "", detail.is(object)
		}),
	},
	{
		Name: "detail-entry", Rule: "An entry has path, log, cause and status, in this order, then the lines; log and cause can be null", Sees: "the keys of each entry",
		judge: everyEntry(func(entry *value) string {
			for i, key := range entryKeys[:4] {
				if i >= len(entry.keys) || entry.keys[i] != key {
					return "it has " + keysOf(entry)
				}
				if v := entry.items[i]; !v.is(text) && (!v.is(null) || key != "log" && key != "cause") {
					return key + " is " + string(v.kindOf())
				}
			}
			return inOrder(entry.keys, entryKeys[:])
		}),
	},
	{
		Name: "detail-lines", Rule: "totalLines, failedLines and successfulLines are integers of -1 or more", Sees: "the line counts",
		judge: everyEntry(func(entry *value) string {
			for _, key := range entryKeys[4:] {
				if n, ok := entry.get(key).integer(); entry.has(key) && (!ok || n < -1) {
					return key + " is " + entry.get(key).literal() + ", " + string(entry.get(key).kindOf())
				}
			}
			return ""
		}),
	},
	{
		Name: "detail-status", Rule: "status of an entry is success, failed or partFailed", Sees: "status",
		judge: everyEntry(func(entry *value) string {
			return must(!entry.get("status").is(text) || slices.Contains([]string{"success", "failed", "partFailed"}, entry.str("status")), "status is %q", entry.str("status"))
		}),
	},
	{
		Name: "detail-path", Rule: "path is bucket/folder/file, without a host", Sees: "path",
		judge: everyEntry(func(entry *value) string {
			path := entry.str("path")
			return must(!strings.Contains(path, "://") && !strings.HasPrefix(path, "/"), "path is %q", path)
		}),
	},
}

const noDetail = "there is no import that has ended"

// keysOf lists the keys of an object.
func keysOf(v *value) string {
	if v == nil || len(v.keys) == 0 {
		return "no key"
	}
	return strings.Join(v.keys, ", ")
}

// everyEntry judges the entries of all details one by one.
func everyEntry(judge func(entry *value) string) func(*evidence) verdict {
	return everyJob(noDetail, func(job *value) (string, bool) {
		tells := false
		for _, list := range detailLists {
			for _, entry := range job.get("jobDetail").list(list) {
				if problem := judge(entry); problem != "" {
					return "in " + list + " " + problem, true
				}
				tells = true
			}
		}
		return "", tells
	})
}
