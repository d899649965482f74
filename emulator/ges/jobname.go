package ges

import "time"

// ImportGraph is the one job that carries a jobDetail.
const ImportGraph = "ImportGraph"

// The values of a job's jobType. GraphManagement is in every example of the
// vendor's; BackupManagement is our guess from the console, which files
// backups under a second type.
const (
	GraphManagement  = "GraphManagement"
	BackupManagement = "BackupManagement"
)

// JobName is what is known of one kind of job.
type JobName struct {
	Name string
	// Seen says that the literal was seen on a public page of the vendor's.
	// The others are formed by analogy.
	Seen bool
	// Shortest and Longest bound a typical run.
	Shortest, Longest time.Duration
	// Weight is the job's share in a realistic mix of jobs.
	Weight int
}

// jobNames is the one table of jobs. The durations of the names that were seen
// come from the vendor's examples and user guide; the others, of which none is
// published, are chosen to lie between them («a few minutes»).
var jobNames = [...]JobName{
	{"CreateGraph", false, 180 * time.Second, 300 * time.Second, 8},
	{"ImportGraph", true, 50 * time.Second, 60 * time.Second, 30},
	{"ExportGraph", true, 20 * time.Second, 25 * time.Second, 12},
	{"StopGraph", true, 90 * time.Second, 155 * time.Second, 10},
	{"StartGraph", true, 200 * time.Second, 250 * time.Second, 10},
	{"RestoreGraph", true, 165 * time.Second, 175 * time.Second, 2},
	{"CreateBackup", true, 55 * time.Second, 70 * time.Second, 12},
	{"DeleteGraph", true, 215 * time.Second, 265 * time.Second, 8},
	{"ClearGraph", false, 20 * time.Second, 40 * time.Second, 2},
	{"UpgradeGraph", false, 300 * time.Second, 600 * time.Second, 1},
	{"ResizeGraph", false, 300 * time.Second, 600 * time.Second, 1},
	{"ExpandGraph", false, 240 * time.Second, 480 * time.Second, 1},
	{"RestartGraph", false, 120 * time.Second, 240 * time.Second, 1},
	{"ImportBackup", false, 60 * time.Second, 120 * time.Second, 1},
	{"ExportBackup", false, 60 * time.Second, 120 * time.Second, 1},
}

// JobNames lists every known job name in the order of a graph's life.
func JobNames() []JobName { return jobNames[:] }

// JobNameIndex finds a job name in [JobNames]; -1 when it is unknown.
func JobNameIndex(name string) int {
	for i := range jobNames {
		if jobNames[i].Name == name {
			return i
		}
	}
	return -1
}
