package ges

import "time"

// ImportGraph is the only job name with a jobDetail.
const ImportGraph = "ImportGraph"

// The values of a job's jobType. GraphManagement is in every example of the vendor;
// BackupManagement is a guess based on the console, which lists backups under a second
// type.
const (
	GraphManagement  = "GraphManagement"
	BackupManagement = "BackupManagement"
)

// JobName describes one kind of job.
type JobName struct {
	Name string
	// Documented reports that the literal is on a public page of the vendor. The
	// others are formed by analogy.
	Documented bool
	// Shortest and Longest are the limits of a typical running time.
	Shortest, Longest time.Duration
	// Weight is the job's share in a realistic mix of jobs.
	Weight int
	// Failures are codes of the error table whose messages are plausible reasons
	// for this job to fail; no example of the vendor has one.
	Failures []string
}

// jobNames is the table of job names. The durations of the documented names are from the
// vendor's examples and user guide; the others are unpublished, and estimated to lie
// between them («a few minutes»).
var jobNames = [...]JobName{
	{"CreateGraph", false, 180 * time.Second, 300 * time.Second, 8, []string{"GES.7061", "GES.7062", "GES.7063", "GES.7067", "GES.7034"}},
	{"ImportGraph", true, 50 * time.Second, 60 * time.Second, 30, []string{"GES.7010", "GES.7011", "GES.7017", "GES.8013"}},
	{"ExportGraph", true, 20 * time.Second, 25 * time.Second, 12, []string{"GES.8011", "GES.7017"}},
	{"StopGraph", true, 90 * time.Second, 155 * time.Second, 10, []string{"GES.7006", "GES.7004"}},
	{"StartGraph", true, 200 * time.Second, 250 * time.Second, 10, []string{"GES.7006", "GES.7051", "GES.7061"}},
	{"RestoreGraph", true, 165 * time.Second, 175 * time.Second, 2, []string{"GES.7006", "GES.7024"}},
	{"CreateBackup", true, 55 * time.Second, 70 * time.Second, 12, []string{"GES.7040", "GES.7019"}},
	{"DeleteGraph", true, 215 * time.Second, 265 * time.Second, 8, []string{"GES.7004", "GES.7006"}},
	{"ClearGraph", false, 20 * time.Second, 40 * time.Second, 2, []string{"GES.8012", "GES.7006"}},
	{"UpgradeGraph", false, 300 * time.Second, 600 * time.Second, 1, []string{"GES.7006", "GES.7036"}},
	{"ResizeGraph", false, 300 * time.Second, 600 * time.Second, 1, []string{"GES.7059", "GES.7057"}},
	{"ExpandGraph", false, 240 * time.Second, 480 * time.Second, 1, []string{"GES.7061", "GES.7067"}},
	{"RestartGraph", false, 120 * time.Second, 240 * time.Second, 1, []string{"GES.7006", "GES.7051"}},
	{"ImportBackup", false, 60 * time.Second, 120 * time.Second, 1, []string{"GES.7017", "GES.7019"}},
	{"ExportBackup", false, 60 * time.Second, 120 * time.Second, 1, []string{"GES.7017", "GES.7024"}},
}

// JobNames returns all known job names, in the order of a graph's life cycle.
func JobNames() []JobName { return jobNames[:] }

// JobNameIndex returns the index of a job name in [JobNames], or -1.
func JobNameIndex(name string) int {
	for i := range jobNames {
		if jobNames[i].Name == name {
			return i
		}
	}
	return -1
}
