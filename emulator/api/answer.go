package api

import (
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/graph"
	"github.com/ges-emulator/ges-emulator/emulator/journal"
	"github.com/ges-emulator/ges-emulator/emulator/world"
	"github.com/ges-emulator/ges-emulator/internal/encode"
)

// Record is an answer that is one JSON object, with the fields of a table.
type Record struct {
	Key    *ges.Field // under which the object stands; nil: it is the answer
	Fields []ges.Field
	Values graph.Values
	State  *world.State // of which the answer is a function, beside the call; nil: of more
}

// RecordList is an answer with a page of a list of records, and the count of all.
type RecordList struct {
	Count  ges.Field // the key of the count
	List   ges.Field // the key of the list
	Total  int
	Fields []ges.Field
	Rows   []graph.Values
	Shown  journal.Shown // the points of the contract that the page covers
	State  *world.State  // as in [Record]
}

// The fields of short answers.
//
//nolint:gochecknoglobals // read-only
var (
	createdFields   = []ges.Field{{V1: "id", V2: "id"}, {V1: "name", V2: "name"}}
	submittedFields = []ges.Field{{V1: "jobId", V2: "job_id"}, {V1: "backupId", V2: "backup_id"}}
	graphKey        = ges.Field{V1: "graph", V2: "graph", Kind: ges.Object}
	quotasKey       = ges.Field{V1: "quotas", V2: "quotas", Kind: ges.Object}
)

// nothing is the answer of an operation that submits no job.
func nothing() *Record { return &Record{} }

// submitted is the answer of an operation that submits a job. backup is the id of the
// backup that it makes; "": none.
func submitted(job, backup string) *Record {
	r := &Record{Fields: submittedFields, Values: graph.Values{encode.Text(job), ""}}
	if backup != "" {
		r.Values[1] = encode.Text(backup)
	}
	return r
}

// page returns the rows of a page of a list, which has total rows.
func page[T any](r *Request, all func(yield func(T) bool), total int, values func(T) graph.Values) (rows []graph.Values) {
	rows = []graph.Values{}
	skip, limit := r.Int("offset"), r.Int("limit")
	if skip >= total {
		return rows
	}
	for item := range all {
		if skip > 0 {
			skip--
			continue
		}
		rows = append(rows, values(item))
		if len(rows) == limit {
			break
		}
	}
	return rows
}
