package api

import (
	"iter"

	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/graph"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/emulator/world"
)

// listBackups answers «list all backups», those of deleted graphs too.
func listBackups(tx *world.Tx, r *Request) (any, error) {
	graphs, now := tx.Graphs(), tx.ViewTime()
	all := graphs.Backups(now)
	if newestFirst(tx) {
		all = graphs.BackupsBackward(now)
	}
	return backupPage(tx, r, all, graphs.CountBackups(now)), nil
}

// listGraphBackups answers «list the backups of a graph».
func listGraphBackups(tx *world.Tx, r *Request) (any, error) {
	g, err := findGraph(tx, r)
	if err != nil {
		return nil, err
	}
	all, total := g.Backups(tx.ViewTime()), 0
	for range all {
		total++
	}
	if newestFirst(tx) {
		all = g.BackupsBackward(tx.ViewTime())
	}
	return backupPage(tx, r, all, total), nil
}

// backupPage returns a page of a list of backups.
func backupPage(tx *world.Tx, r *Request, all iter.Seq[*graph.Backup], total int) *RecordList {
	graphs, now := tx.Graphs(), tx.ViewTime()
	rows := page(r, all, total, func(b *graph.Backup) graph.Values { return graphs.BackupFieldsAt(b, now) })
	coverList(tx, r, total)
	return &RecordList{
		Count: ges.Field{V1: "backupCount", V2: "backup_count"}, List: ges.Field{V1: "backupList", V2: "backup_list"},
		Total: total, Fields: ges.BackupFields(), Rows: rows,
	}
}

// createBackup answers «back a graph up». The backup is there from the job's begin.
func createBackup(tx *world.Tx, r *Request) (any, error) {
	g, err := changeable(tx, r, whileRunning)
	if err != nil {
		return nil, err
	}
	if err := checkBackupQuota(tx); err != nil {
		return nil, err
	}
	return submitBackup(tx, world.Submission{JobName: r.Operation.Job, Graph: g})
}

// importBackup answers «import a backup», which makes one.
func importBackup(tx *world.Tx, r *Request) (any, error) { return createBackup(tx, r) }

// submitBackup submits a job that makes a backup.
func submitBackup(tx *world.Tx, s world.Submission) (any, error) {
	job, _, err := tx.Submit(s)
	if err != nil {
		return nil, err
	}
	return submitted(job.ID(), graph.BackupID(job)), nil
}

// exportBackup answers «export a backup».
func exportBackup(tx *world.Tx, r *Request) (any, error) {
	g, err := changeable(tx, r, whileRunning)
	if err != nil {
		return nil, err
	}
	id := r.Body.Text("backup_id")
	if err := checkBackup(tx, g, id); err != nil {
		return nil, err
	}
	return submitJob(tx, world.Submission{JobName: r.Operation.Job, Graph: g, Value: id})
}

// deleteBackup answers «delete a backup», in any state but frozen, also of a graph that
// is gone.
func deleteBackup(tx *world.Tx, r *Request) (any, error) {
	id := r.Text("backupId")
	b, ok := tx.Graphs().FindBackup(id, tx.Now())
	ok = ok && b.GraphID() == r.Text("graphId")
	g, err := findGraph(tx, r)
	switch {
	case err != nil && !ok:
		return nil, err
	case err == nil && g.StatusAt(tx.Now()) == ges.GraphFrozen:
		return nil, refused(notRunning)
	case !ok:
		return nil, refused(noBackup)
	}
	owner, _ := tx.Graphs().Lookup(b.GraphID())
	act := scenario.GraphAct{Kind: scenario.DeleteBackupAct, Graph: owner.ID(), Name: owner.Name(), Value: id}
	return nothing(), tx.Act(act)
}
