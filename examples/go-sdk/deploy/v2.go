package deploy

import (
	"strconv"

	ges "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/ges/v2"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/services/ges/v2/model"
)

// V2 calls version 2 of the service's API.
type V2 struct {
	Client   *ges.GesClient
	OnAnswer func(answer any) // if set, it is given each answer, as the SDK has it
}

// CreateGraph implements [Service].
func (v *V2) CreateGraph(spec Spec) (graphID string, err error) {
	answer, err := call(v.OnAnswer, v.Client.CreateGraph2, &model.CreateGraph2Request{Body: &model.CreateGraphReq{Graph: &model.CreateGraphReqGraph{
		Name: spec.Name, GraphSizeTypeIndex: spec.SizeIndex,
		VpcId: spec.VPCID, SubnetId: spec.SubnetID, SecurityGroupId: spec.SecurityGroupID,
		CryptAlgorithm: "generalCipher", // which version 2 requires
	}}})
	if err != nil {
		return "", err
	}
	return id(answer.Id)
}

// ShowGraph implements [Service].
func (v *V2) ShowGraph(graphID string) (Graph, error) {
	answer, err := call(v.OnAnswer, v.Client.ShowGraph2, &model.ShowGraph2Request{GraphId: graphID})
	if err != nil {
		return Graph{}, err
	}
	g := value(answer.Graph)
	return graphOfV2(g.Id, g.Name, g.Status, g.EdgesetPath), nil
}

// graphOfV2 is a graph: the SDK has two types of it that differ in name only.
func graphOfV2(id, name, status *string, edges *[]model.ListGraphsRespSchemaPath) Graph {
	return Graph{
		ID: value(id), Name: value(name), Status: Status(value(status)),
		Edges: rows(edges, func(p *model.ListGraphsRespSchemaPath) string { return value(p.Path) }),
	}
}

// ListGraphs implements [Service].
func (v *V2) ListGraphs(offset, limit int) (page []Graph, total int, err error) {
	answer, err := call(v.OnAnswer, v.Client.ListGraphs2, &model.ListGraphs2Request{Offset: number(offset), Limit: number(limit)})
	if err != nil {
		return nil, 0, err
	}
	page = rows(answer.Graphs, func(g *model.ListGraphsRespGraphs) Graph { return graphOfV2(g.Id, g.Name, g.Status, g.EdgesetPath) })
	return page, int(value(answer.GraphCount)), nil
}

// DeleteGraph implements [Service].
func (v *V2) DeleteGraph(graphID string, keepBackups bool) (jobID string, err error) {
	answer, err := call(v.OnAnswer, v.Client.DeleteGraph2, &model.DeleteGraph2Request{GraphId: graphID, KeepBackup: &keepBackups})
	if err != nil {
		return "", err
	}
	return id(answer.JobId)
}

// ImportGraph implements [Service].
func (v *V2) ImportGraph(graphID string, data Data) (jobID string, err error) {
	answer, err := call(v.OnAnswer, v.Client.ImportGraph2, &model.ImportGraph2Request{
		GraphId: graphID,
		Body:    &model.ImportGraphReq{EdgesetPath: text(data.Edges), VertexsetPath: text(data.Vertices), SchemaPath: text(data.Schema)},
	})
	if err != nil {
		return "", err
	}
	return id(answer.JobId)
}

// ExportGraph implements [Service].
func (v *V2) ExportGraph(graphID string, to Target) (jobID string, err error) {
	answer, err := call(v.OnAnswer, v.Client.ExportGraph2, &model.ExportGraph2Request{
		GraphId: graphID,
		Body:    &model.ExportGraphReq{GraphExportPath: to.Folder, EdgeSetName: to.Edges, VertexSetName: to.Vertices, SchemaName: to.Schema},
	})
	if err != nil {
		return "", err
	}
	return id(answer.JobId)
}

// StopGraph implements [Service].
func (v *V2) StopGraph(graphID string) (jobID string, err error) {
	answer, err := call(v.OnAnswer, v.Client.StopGraph2, &model.StopGraph2Request{
		GraphId: graphID,
	})
	if err != nil {
		return "", err
	}
	return id(answer.JobId)
}

// RestoreGraph implements [Service].
func (v *V2) RestoreGraph(graphID, backupID string) (jobID string, err error) {
	answer, err := call(v.OnAnswer, v.Client.StartGraph2, &model.StartGraph2Request{
		GraphId: graphID, Body: &model.StartGraphReq{GraphBackupId: &backupID},
	})
	if err != nil {
		return "", err
	}
	return id(answer.JobId)
}

// CreateBackup implements [Service].
func (v *V2) CreateBackup(graphID string) (jobID string, err error) {
	answer, err := call(v.OnAnswer, v.Client.CreateBackup2, &model.CreateBackup2Request{GraphId: graphID})
	if err != nil {
		return "", err
	}
	return id(answer.JobId)
}

// ListBackups implements [Service].
func (v *V2) ListBackups(graphID string, offset, limit int) (page []Backup, total int, err error) {
	answer, err := call(v.OnAnswer, v.Client.ListGraphBackups2, &model.ListGraphBackups2Request{
		GraphId: graphID, Offset: number(offset), Limit: number(limit),
	})
	if err != nil {
		return nil, 0, err
	}
	page = rows(answer.BackupList, func(b *model.ListBackupsRespBackupList) Backup {
		return Backup{value(b.Id), value(b.Name), value(b.Status), value(b.StartTime)}
	})
	return page, int(value(answer.BackupCount)), nil
}

// ShowJob implements [Service].
func (v *V2) ShowJob(graphID, jobID string) (Job, error) {
	j, err := call(v.OnAnswer, v.Client.ShowJob2, &model.ShowJob2Request{GraphId: graphID, JobId: jobID})
	if err != nil {
		return Job{}, err
	}
	return Job{
		value(j.JobId), value(j.JobName), value(j.RelatedGraph), value(j.Status), value(j.BeginTime), value(j.EndTime), value(j.FailReason),
		filesOfV2(j.JobDetail),
	}, nil
}

func filesOfV2(d *model.ShowJobRespJobDetail) (files []File) {
	detail := value(d)
	for _, paths := range []*[]model.ShowJobRespJobDetailSchemaPath{detail.SchemaPath, detail.VertexsetPath, detail.EdgesetPath} {
		files = append(files, rows(paths, func(p *model.ShowJobRespJobDetailSchemaPath) File {
			return File{value(p.Path), value(p.Status), value(p.Cause), value(p.TotalLines), value(p.FailedLines)}
		})...)
	}
	return files
}

// ListJobs implements [Service].
func (v *V2) ListJobs(graphName string, offset, limit int) (page []Job, total int, err error) {
	answer, err := call(v.OnAnswer, v.Client.ListJobs2, &model.ListJobs2Request{
		GraphName: &graphName, Offset: text(strconv.Itoa(offset)), Limit: text(strconv.Itoa(limit)),
	})
	if err != nil {
		return nil, 0, err
	}
	page = rows(answer.JobList, func(j *model.ListJobsRespJobList) Job {
		return Job{
			value(j.JobId), value(j.JobName), value(j.RelatedGraph), value(j.Status), value(j.BeginTime), value(j.EndTime), value(j.FailReason), filesOfV2(j.JobDetail),
		}
	})
	return page, int(value(answer.JobCount)), nil
}
