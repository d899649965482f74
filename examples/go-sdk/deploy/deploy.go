package deploy

import (
	"context"
	"fmt"

	gosdk "github.com/ges-emulator/ges-emulator/examples/go-sdk"
)

// Deployer deploys graphs. Only Service is required.
type Deployer struct {
	gosdk.Poller // how time passes between polls, and how many may fail

	Service Service
}

// StatusError says that a graph is in another status than it was to reach, and will not
// leave it by itself.
type StatusError struct {
	Graph Graph
	Want  Status
}

func (e *StatusError) Error() string {
	return fmt.Sprintf("graph %s has status %s and will not reach %s", e.Graph.Name, e.Graph.Status, e.Want)
}

// Deploy creates a graph and imports data into it, one after the other, then backs it up.
// On an error the graph stays as it is; the graph is returned if it was created.
func (d *Deployer) Deploy(ctx context.Context, spec Spec, data ...Data) (Graph, Backup, error) {
	g, err := d.Create(ctx, spec)
	if err != nil {
		return g, Backup{}, err
	}
	for _, part := range data {
		if _, err := d.Import(ctx, g, part); err != nil {
			return g, Backup{}, err
		}
	}
	backup, err := d.BackUp(ctx, g)
	return g, backup, err
}

// Create creates a graph and waits until it runs.
func (d *Deployer) Create(ctx context.Context, spec Spec) (Graph, error) {
	graphs := func() (ids []string, err error) {
		all, err := all(ctx, d.Service.ListGraphs)
		for _, g := range all {
			if g.Name == spec.Name {
				ids = append(ids, g.ID)
			}
		}
		return ids, err
	}
	id, err := d.once(ctx, graphs, func() (string, error) { return d.Service.CreateGraph(spec) })
	if err != nil {
		return Graph{}, fmt.Errorf("create graph %s: %w", spec.Name, err)
	}
	return d.Await(ctx, id, Running)
}

// Await waits until a graph has a status. The error is a [*StatusError] if it will never.
func (d *Deployer) Await(ctx context.Context, graphID string, want Status) (g Graph, err error) {
	err = d.Until(ctx, func() (done bool, err error) {
		g, err = d.Service.ShowGraph(graphID)
		if err != nil || g.Status == want {
			return true, err
		}
		switch g.Status {
		case Running, Faulty, CreationFailed, Frozen, Stopped:
			return true, &StatusError{g, want}
		default:
			return false, nil
		}
	})
	if err != nil {
		return g, fmt.Errorf("wait for graph %s: %w", graphID, err)
	}
	return g, nil
}

// Import imports data, and returns the job, which tells of each file.
func (d *Deployer) Import(ctx context.Context, g Graph, data Data) (Job, error) {
	return d.run(ctx, g, "ImportGraph", func() (string, error) { return d.Service.ImportGraph(g.ID, data) })
}

// Export exports a graph to the object storage.
func (d *Deployer) Export(ctx context.Context, g Graph, to Target) (Job, error) {
	return d.run(ctx, g, "ExportGraph", func() (string, error) { return d.Service.ExportGraph(g.ID, to) })
}

// BackUp backs a graph up. The SDK gives no id of the backup, so it is looked up: the one
// that began last.
func (d *Deployer) BackUp(ctx context.Context, g Graph) (newest Backup, err error) {
	if _, err := d.run(ctx, g, "CreateBackup", func() (string, error) { return d.Service.CreateBackup(g.ID) }); err != nil {
		return Backup{}, err
	}
	err = d.Until(ctx, func() (done bool, err error) {
		backups, err := all(ctx, func(offset, limit int) ([]Backup, int, error) { return d.Service.ListBackups(g.ID, offset, limit) })
		for _, b := range backups {
			if b.Status == "success" && b.Started >= newest.Started {
				newest = b
			}
		}
		return newest.ID != "", err
	})
	if err != nil {
		return Backup{}, fmt.Errorf("list backups of graph %s: %w", g.Name, err)
	}
	return newest, nil
}

// Restore stops a graph and starts it again as it was when it was backed up.
func (d *Deployer) Restore(ctx context.Context, g Graph, from Backup) (Graph, error) {
	if _, err := d.run(ctx, g, "StopGraph", func() (string, error) { return d.Service.StopGraph(g.ID) }); err != nil {
		return g, err
	}
	if _, err := d.Await(ctx, g.ID, Stopped); err != nil {
		return g, err
	}
	restore := func() (string, error) { return d.Service.RestoreGraph(g.ID, from.ID) }
	if _, err := d.run(ctx, g, "RestoreGraph", restore); err != nil {
		return g, err
	}
	return d.Await(ctx, g.ID, Running)
}

// beingDeleted is the code of the refusal to delete a graph once more.
const beingDeleted = "GES.7054"

// Delete deletes a graph with its backups and waits until it is gone. Go's HTTP client
// repeats a DELETE by itself if the connection breaks; that the graph is being deleted is
// then no failure.
func (d *Deployer) Delete(ctx context.Context, g Graph) error {
	_, err := d.run(ctx, g, "DeleteGraph", func() (string, error) { return d.Service.DeleteGraph(g.ID, false) })
	if err != nil && gosdk.ErrorCode(err) != beingDeleted {
		return err
	}
	err = d.Until(ctx, func() (done bool, err error) {
		_, err = d.Service.ShowGraph(g.ID)
		if Gone(err) {
			return true, nil
		}
		return false, err
	})
	if err != nil {
		return fmt.Errorf("wait for the end of graph %s: %w", g.Name, err)
	}
	return nil
}

// Gone says whether an error is the service's for a graph that is not there: that of
// version 1, or that of version 2.
func Gone(err error) bool {
	code := gosdk.ErrorCode(err)
	return code == "GES.7000" || code == "GES.0047"
}
