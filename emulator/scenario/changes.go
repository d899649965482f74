package scenario

import "github.com/ges-emulator/ges-emulator/emulator/format"

// JobChanges is what was changed about the jobs of a scenario.
type JobChanges struct {
	Hidden []string // ids of jobs of the scenario that are gone, or changed
	Own    []Job    // jobs that were added, or as they were changed
}

// JobChangesKind is the changes of jobs, as a snapshot has them.
func JobChangesKind() format.Kind[JobChanges] {
	return format.Object[JobChanges]{
		Name: "jobChanges", Noun: "a change of jobs",
		Doc: "What was changed about the jobs of a scenario.",
		Fields: []format.Field[JobChanges]{
			format.Key("hidden", format.List("a list of jobIds", JobID()), func(c *JobChanges) *[]string { return &c.Hidden }, "Jobs of the scenario that are gone, or changed."),
			format.Key("own", jobList(), func(c *JobChanges) *[]Job { return &c.Own }, "Jobs that were added, or as they were changed."),
		},
	}.Kind()
}
