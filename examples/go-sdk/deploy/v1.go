package deploy

import (
	"strconv"

	ges "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/ges/v1"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/services/ges/v1/model"
)

// V1 calls version 1 of the service's API.
type V1 struct {
	Client   *ges.GesClient
	OnAnswer func(answer any) // if set, it is given each answer, as the SDK has it
}

// CreateGraph implements [Service].
func (v *V1) CreateGraph(spec Spec) (graphID string, err error) {
	answer, err := call(v.OnAnswer, v.Client.CreateGraph, &model.CreateGraphRequest{Body: &model.CreateGraphReq{Graph: &model.Graph{
		Name: spec.Name, GraphSizeTypeIndex: spec.SizeIndex,
		VpcId: spec.VPCID, SubnetId: spec.SubnetID, SecurityGroupId: spec.SecurityGroupID,
	}}})
	if err != nil {
		return "", err
	}
	return id(answer.Id)
}

// ShowGraph implements [Service].
func (v *V1) ShowGraph(graphID string) (Graph, error) {
	answer, err := call(v.OnAnswer, v.Client.ShowGraph, &model.ShowGraphRequest{GraphId: graphID})
	if err != nil {
		return Graph{}, err
	}
	return graphOfV1(answer.Graph), nil
}

func graphOfV1(g *model.Graph1) Graph {
	return Graph{
		ID: value(g.Id), Name: value(g.Name), Status: Status(value(g.Status)),
		Edges: rows(g.EdgesetPath, func(p *model.EdgesetPath1) string { return p.Path }),
	}
}

// ListGraphs implements [Service].
func (v *V1) ListGraphs(offset, limit int) (page []Graph, total int, err error) {
	answer, err := call(v.OnAnswer, v.Client.ListGraphs, &model.ListGraphsRequest{Offset: number(offset), Limit: number(limit)})
	if err != nil {
		return nil, 0, err
	}
	return rows(answer.Graphs, graphOfV1), int(value(answer.GraphCount)), nil
}

// DeleteGraph implements [Service].
func (v *V1) DeleteGraph(graphID string, keepBackups bool) (jobID string, err error) {
	answer, err := call(v.OnAnswer, v.Client.DeleteGraph, &model.DeleteGraphRequest{GraphId: graphID, KeepBackup: &keepBackups})
	if err != nil {
		return "", err
	}
	return id(answer.JobId)
}

// ImportGraph implements [Service].
func (v *V1) ImportGraph(graphID string, data Data) (jobID string, err error) {
	answer, err := call(v.OnAnswer, v.Client.ImportGraph, &model.ImportGraphRequest{
		GraphId: graphID, ActionId: model.GetImportGraphRequestActionIdEnum().IMPORT_GRAPH,
		Body: &model.ImportGraphReq{EdgesetPath: text(data.Edges), VertexsetPath: text(data.Vertices), SchemaPath: text(data.Schema)},
	})
	if err != nil {
		return "", err
	}
	return id(answer.JobId)
}

// ExportGraph implements [Service].
func (v *V1) ExportGraph(graphID string, to Target) (jobID string, err error) {
	answer, err := call(v.OnAnswer, v.Client.ExportGraph, &model.ExportGraphRequest{
		GraphId: graphID, ActionId: model.GetExportGraphRequestActionIdEnum().EXPORT_GRAPH,
		Body: &model.ExportGraphReq{GraphExportPath: to.Folder, EdgeSetName: to.Edges, VertexSetName: to.Vertices, SchemaName: to.Schema},
	})
	if err != nil {
		return "", err
	}
	return id(answer.JobId)
}

// StopGraph implements [Service].
func (v *V1) StopGraph(graphID string) (jobID string, err error) {
	answer, err := call(v.OnAnswer, v.Client.StopGraph, &model.StopGraphRequest{
		GraphId: graphID, ActionId: model.GetStopGraphRequestActionIdEnum().STOP,
	})
	if err != nil {
		return "", err
	}
	return id(answer.JobId)
}

// RestoreGraph implements [Service].
func (v *V1) RestoreGraph(graphID, backupID string) (jobID string, err error) {
	answer, err := call(v.OnAnswer, v.Client.StartGraph, &model.StartGraphRequest{
		GraphId: graphID, ActionId: model.GetStartGraphRequestActionIdEnum().START, Body: &model.StartGraphReq{GraphBackupId: &backupID},
	})
	if err != nil {
		return "", err
	}
	return id(answer.JobId)
}

// CreateBackup implements [Service].
func (v *V1) CreateBackup(graphID string) (jobID string, err error) {
	answer, err := call(v.OnAnswer, v.Client.CreateBackup, &model.CreateBackupRequest{GraphId: graphID})
	if err != nil {
		return "", err
	}
	return id(answer.JobId)
}

// ListBackups implements [Service].
func (v *V1) ListBackups(graphID string, offset, limit int) (page []Backup, total int, err error) {
	answer, err := call(v.OnAnswer, v.Client.ListGraphBackups, &model.ListGraphBackupsRequest{
		GraphId: graphID, Offset: number(offset), Limit: number(limit),
	})
	if err != nil {
		return nil, 0, err
	}
	page = rows(answer.BackupList, func(b *model.Backup) Backup { return Backup{b.Id, b.Name, b.Status, b.StartTime} })
	return page, int(value(answer.BackupCount)), nil
}

// ShowJob implements [Service].
func (v *V1) ShowJob(graphID, jobID string) (Job, error) {
	j, err := call(v.OnAnswer, v.Client.ShowJob, &model.ShowJobRequest{GraphId: graphID, JobId: jobID})
	if err != nil {
		return Job{}, err
	}
	return Job{
		value(j.JobId), value(j.JobName), value(j.RelatedGraph), value(j.Status), value(j.BeginTime), value(j.EndTime), value(j.FailReason),
		filesOfV1(j.JobDetail),
	}, nil
}

func filesOfV1(d *model.JobDetail) []File {
	detail := value(d)
	files := rows(detail.SchemaPath, func(p *model.SchemaPath) File { return File{Path: p.Path, Status: p.Status, Cause: value(p.Cause)} })
	files = append(files, rows(detail.VertexsetPath, func(p *model.VertexsetPath) File {
		return File{p.Path, p.Status, value(p.Cause), value(p.TotalLines), value(p.FailedLines)}
	})...)
	return append(files, rows(detail.EdgesetPath, func(p *model.EdgesetPath) File {
		return File{p.Path, p.Status, value(p.Cause), value(p.TotalLines), value(p.FailedLines)}
	})...)
}

// ListJobs implements [Service].
func (v *V1) ListJobs(graphName string, offset, limit int) (page []Job, total int, err error) {
	answer, err := call(v.OnAnswer, v.Client.ListJobs, &model.ListJobsRequest{
		GraphName: &graphName, Offset: text(strconv.Itoa(offset)), Limit: text(strconv.Itoa(limit)),
	})
	if err != nil {
		return nil, 0, err
	}
	page = rows(answer.JobList, func(j *model.Job) Job {
		return Job{
			j.JobId, j.JobName, j.RelatedGraph, j.Status, value(j.BeginTime), value(j.EndTime), value(j.FailReason), filesOfV1(j.JobDetail),
		}
	})
	return page, int(value(answer.JobCount)), nil
}

// number and text are values the way the SDK wants optional ones. An empty text is none.
func number(n int) *int32 {
	as := int32(n)
	return &as
}

func text(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
