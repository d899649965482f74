package api

import (
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/journal"
	"github.com/ges-emulator/ges-emulator/emulator/world"
)

// showJob answers «query a job». The graph in the path need not be there: a job is shown
// even after its graph was deleted, as clients poll the deletion of a graph this way. A
// job of another graph is shown too, with a remark. A job that has not begun does not
// exist.
func showJob(tx *world.Tx, r *Request) (any, error) {
	job, ok := tx.Job(r.Text("jobId"))
	if !ok {
		return nil, NoSuchJob(r.Text("jobId"))
	}
	var covered journal.Set
	coverJob(&covered, job, tx.ViewTime())
	tx.Cover(&covered)
	answer := &Job{Job: job, At: tx.ViewTime(), Compat: tx.Compat()}
	if g, ok := tx.Graphs().GraphOf(job); ok && g.ID() != r.Text("graphId") {
		answer.OtherGraph = g.ID()
	}
	return answer, nil
}

// NoSuchJob is the error for a job that does not exist. The message is that of the
// vendor's page.
func NoSuchJob(id string) *Error { return NewError(ges.NoSuchJob, "can not find job, jobId is %s", id) }
