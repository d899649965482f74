package graph

import (
	"cmp"
	"time"

	"github.com/ges-emulator/ges-emulator/emulator/clock"
	"github.com/ges-emulator/ges-emulator/emulator/fake"
	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/history"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/internal/ordered"
)

// Backup is a backup of a graph. It is immutable.
type Backup struct {
	id, name string
	graph    string // the graph's id
	method   string
	begin    clock.Instant
	end      clock.Instant // clock.Never: it is never complete
	succeeds bool
	size     int           // MB
	gone     clock.Instant // until then it is there; clock.Never
}

// backupOrder orders backups by their begin, as lists show them.
var backupOrder = &ordered.Order[*Backup]{ //nolint:gochecknoglobals // read-only
	Compare: func(a, b *Backup) int { return cmp.Or(cmp.Compare(a.begin, b.begin), cmp.Compare(a.id, b.id)) },
	Weight:  func(b *Backup) int64 { return int64(b.gone) },
}

// ID returns the backup's id.
func (b *Backup) ID() string { return b.id }

// Name returns the backup's name.
func (b *Backup) Name() string { return b.name }

// Method returns how the backup was made, as in the API.
func (b *Backup) Method() string { return b.method }

// Begin returns the instant from which the backup is there.
func (b *Backup) Begin() clock.Instant { return b.begin }

// GraphID returns the id of the graph that was backed up.
func (b *Backup) GraphID() string { return b.graph }

// ThereAt reports whether the backup is there at an instant.
func (b *Backup) ThereAt(now clock.Instant) bool { return b.begin <= now && now < b.gone }

// Succeeded reports whether the backup is complete at an instant.
func (b *Backup) Succeeded(now clock.Instant) bool { return b.succeeds && b.end <= now }

// Status returns the status of the backup at an instant, as in the API.
func (b *Backup) Status(now clock.Instant) string {
	switch {
	case now < b.end:
		return "backing_up"
	case b.succeeds:
		return "success"
	default:
		return "failed"
	}
}

// until returns the backup with another end of its existence.
func (b *Backup) until(gone clock.Instant) *Backup {
	other := *b
	other.gone = gone
	return &other
}

// makesBackup reports whether a job of a name makes a backup.
func makesBackup(jobName string) bool { return jobName == "CreateBackup" || jobName == "ImportBackup" }

// backupSuffix is how a manual backup is named after its graph: by its time (vendor's
// list-backups page).
const backupSuffix = "20060102150405"

// BackupID returns the id of the backup that a job makes; "" if it makes none.
func BackupID(j history.Job) string {
	if !makesBackup(j.Name()) {
		return ""
	}
	return backupKey(j).UUID()
}

// backupKey returns the key from which the invented values of a job's backup follow.
func backupKey(j history.Job) fake.Key { return j.Key().For("backup") }

// backupOf returns the backup that a job of a graph makes.
func backupOf(j Job, graphID string) *Backup {
	key := backupKey(j.Job)
	b := &Backup{
		id: key.UUID(), graph: graphID, name: j.Graph() + "-" + j.Begin().Time().Format(backupSuffix), method: scenario.ManualBackup,
		begin: j.Begin(), end: j.End(), succeeds: j.Outcome() == ges.Success, gone: clock.Never,
		size: inventedSize(key),
	}
	if j.Name() == "ImportBackup" {
		b.method = scenario.ImportedBackup
	}
	return b
}

// inventedSize returns a plausible size of a backup in MB.
func inventedSize(key fake.Key) int { return int(fake.New().Between(key.For("size"), 50, 900)) }

// seededBackup returns a backup of the scenario.
func seededBackup(s *scenario.Backup, g *Graph, key fake.Key) *Backup {
	b := &Backup{
		id: s.ID, graph: g.id, name: s.Name, method: s.Method, begin: s.Created, succeeds: !s.Failed, size: s.Size, gone: clock.Never,
	}
	if b.id == "" {
		b.id = key.UUID()
	}
	if b.size == 0 {
		b.size = inventedSize(key)
	}
	running := s.Running
	if running == scenario.Typical {
		running = time.Duration(fake.New().Between(key.For("running"), 55, 70)) * time.Second
	}
	b.end = b.begin.Add(running)
	return b
}

// The number of backups of each method that survive their graph if it is deleted with
// keepBackup (vendor's delete-graph page).
const (
	keptAuto   = 1
	keptManual = 2
)

// survivors returns the ids of the backups that survive the graph if it is gone at an
// instant.
func (g *Graph) survivors(gone clock.Instant) map[string]bool {
	survive := map[string]bool{}
	left := map[string]int{scenario.AutoBackup: keptAuto, scenario.ManualBackup: keptManual}
	for b := range g.backups.AboveBackward(func(b *Backup) bool { return b.begin <= gone }, int64(gone)-1) {
		if b.Succeeded(gone) && left[b.method] > 0 {
			left[b.method]--
			survive[b.id] = true
		}
	}
	return survive
}

// backupSet is backups in the order of lists.
type backupSet = ordered.Set[*Backup]
