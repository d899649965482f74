package api

import (
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/world"
)

// handler answers one operation. An error that is not an [*Error] is a bug.
type handler struct {
	id     ges.Operation
	answer func(*world.Tx, *Request) (any, error)
}

// handlers is the table of all handlers.
var handlers = [...]handler{
	{ges.ListJobs, listJobs},
	{"ShowJob", showJob},
	{"ListGraphs", listGraphs},
	{"ShowGraph", showGraph},
	{"CreateGraph", createGraph},
	{"DeleteGraph", deleteGraph},
	{"StartGraph", startGraph},
	{"StopGraph", submitWhile(whileRunning)},
	{"RestartGraph", restartGraph},
	{"ImportGraph", importGraph},
	{"ExportGraph", submitWhile(whileRunning)},
	{"ClearGraph", submitWhile(whileRunning)},
	{"UpgradeGraph", upgradeGraph},
	{"ResizeGraph", resizeGraph},
	{"ExpandGraph", expandGraph},
	{"CreateBackup", createBackup},
	{"DeleteBackup", deleteBackup},
	{"ListBackups", listBackups},
	{"ListGraphBackups", listGraphBackups},
	{"ExportBackup", exportBackup},
	{"ImportBackup", importBackup},
	{"AttachEip", attachEip},
	{"DetachEip", detachEip},
	{"ChangeSecurityGroup", changeSecurityGroup},
	{"ListQuotas", listQuotas},
}

// Handlers lists the operations that have a handler.
func Handlers() []ges.Operation {
	ids := make([]ges.Operation, len(handlers))
	for i, h := range handlers {
		ids[i] = h.id
	}
	return ids
}

// Answer returns the answer to a call in its transaction: a value of this package, or
// the error for the request's first problem.
func Answer(tx *world.Tx, r *Request) (any, error) {
	if err := r.refusal(); err != nil {
		return nil, err
	}
	for _, h := range handlers {
		if h.id == r.Operation.ID {
			answer, err := h.answer(tx, r)
			return answer, r.reworded(err)
		}
	}
	panic("no handler of " + string(r.Operation.ID))
}
