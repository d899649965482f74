package api

import (
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/journal"
	"github.com/ges-emulator/ges-emulator/emulator/world"
)

// showJob answers «query a job». The graph in the path is not checked: a job is shown
// even after its graph was deleted, as clients poll the deletion of a graph this way. A
// job that has not begun does not exist. The message is that of the vendor's page.
func showJob(tx *world.Tx, r *Request) (any, error) {
	job, ok := tx.Job(r.Text("jobId"))
	if !ok {
		return nil, NewError(ges.NoSuchJob, "can not find job, jobId is %s", r.Text("jobId"))
	}
	var covered journal.Set
	coverJob(&covered, job, tx.ViewTime())
	tx.Cover(&covered)
	return &Job{job, tx.ViewTime(), tx.Compat()}, nil
}
