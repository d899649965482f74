package ges

// filterWords are the values of the status filter: those on the vendor's page, then
// those of newer pages.
var filterWords = [...]string{"running", "waiting", "success", "failed", "pending", "partiallyFailed"}

// serviceStatuses are those that the vendor documents for every call of the
// service, and 429 of the gateway in front of it.
var serviceStatuses = [...]int{200, 400, 401, 403, 404, 429, 500, 503}

// The parameters shared by several operations.
//
//nolint:gochecknoglobals // parts of the table below, read-only
var (
	offset = Parameter{V1: []string{"offset"}, V2: []string{"offset"}, In: Query, Kind: Integer, Paging: true}
	limit  = Parameter{V1: []string{"limit"}, V2: []string{"limit"}, In: Query, Kind: Integer, Paging: true, Least: 1, Default: 10}

	graphID    = Parameter{V1: []string{"graphId"}, V2: []string{"graph_id"}, In: Path}
	jobID      = Parameter{V1: []string{"jobId"}, V2: []string{"job_id"}, In: Path}
	backupID   = Parameter{V1: []string{"backupId"}, V2: []string{"backup_id"}, In: Path}
	metadataID = Parameter{V1: []string{"metadataId"}, V2: []string{"metadata_id"}, In: Path}

	noCatalog = Parameter{V1: []string{"nocatalog"}, In: Query}
)

// operations is the table of operations: the calls of both versions of the vendor's SDK
// (huaweicloud-sdk-go-v3 v0.1.207), emulated or not, then the calls of its identity
// service that clients make first. Everything that depends on the operations uses this
// table: routes, checks of requests, coverage, keys of scenarios, pollers, and the
// documentation.
var operations = [...]OperationSpec{
	{ID: ListJobs, Emulated: true, Errors: []string{IncorrectParameter}, Routes: []Route{
		{V1, "ListJobs", "GET", "/graphs/jobs", ""},
		{V2, "ListJobs2", "GET", "/graphs/jobs", ""},
	}, Parameters: []Parameter{
		offset, limit,
		{V1: []string{"status"}, V2: []string{"status"}, In: Query, Kind: Word, Words: filterWords[:]},
		{V1: []string{"graphName", "graph_name"}, V2: []string{"graph_name"}, In: Query}, // the SDKs of V1 send graph_name
		{V1: []string{"startTime"}, V2: []string{"start_time"}, In: Query, Kind: Day},
		{V1: []string{"endTime"}, V2: []string{"end_time"}, In: Query, Kind: Day, NotBefore: "startTime"},
	}},
	{ID: "ShowJob", Emulated: true, Errors: []string{"GES.8301"}, Routes: []Route{
		{V1, "ShowJob", "GET", "/graphs/{graphId}/jobs/{jobId}/status", ""},
		{V2, "ShowJob2", "GET", "/graphs/{graph_id}/jobs/{job_id}/status", ""},
	}, Parameters: []Parameter{graphID, jobID}},
	{ID: "ListGraphs", Emulated: true, Errors: []string{"GES.0001"}, Routes: []Route{
		{V1, "ListGraphs", "GET", "/graphs", ""},
		{V2, "ListGraphs2", "GET", "/graphs", ""},
	}, Parameters: []Parameter{offset, limit}},
	{ID: "ShowGraph", Emulated: true, Errors: []string{"GES.7000", "GES.0047"}, Routes: []Route{
		{V1, "ShowGraph", "GET", "/graphs/{graphId}", ""},
		{V2, "ShowGraph2", "GET", "/graphs/{graph_id}", ""},
	}, Parameters: []Parameter{graphID}},
	{ID: "CreateGraph", Emulated: true, Job: "CreateGraph", Errors: []string{"GES.7016", "GES.7049", "GES.7050", "GES.7012", "GES.7023", "GES.7013", "GES.7018"}, Body: createGraphBody, Routes: []Route{
		{V1, "CreateGraph", "POST", "/graphs", ""},
		{V2, "CreateGraph2", "POST", "/graphs", ""},
	}},
	{ID: "DeleteGraph", Emulated: true, Job: "DeleteGraph", Errors: []string{"GES.0001", "GES.7016", "GES.7000", "GES.0047", "GES.7054", "GES.7042", "GES.7001", "GES.7002", "GES.7003"}, Body: deleteGraphBody, Routes: []Route{
		{V1, "DeleteGraph", "DELETE", "/graphs/{graphId}", ""},
		{V2, "DeleteGraph2", "DELETE", "/graphs/{graph_id}", ""},
	}, Parameters: []Parameter{
		graphID,
		{V1: []string{"keepBackup"}, V2: []string{"keep_backup"}, In: Query, Kind: Boolean},
		{V2: []string{"delete_eip"}, In: Query, Kind: Boolean},
	}},
	{ID: "StartGraph", Emulated: true, Job: "StartGraph", Errors: []string{"GES.7016", "GES.7000", "GES.0047", "GES.7054", "GES.7042", "GES.7001", "GES.7015", "GES.7024", "GES.7040"}, Body: startGraphBody, Messages: map[string]string{
		"GES.7015": "The graph is not running or stopped.",
	}, Routes: []Route{
		{V1, "StartGraph", "POST", "/graphs/{graphId}/action", "start"},
		{V2, "StartGraph2", "POST", "/graphs/{graph_id}/start", ""},
	}, Parameters: []Parameter{graphID}},
	{ID: "StopGraph", Emulated: true, Job: "StopGraph", Errors: []string{"GES.7016", "GES.7000", "GES.0047", "GES.7054", "GES.7042", "GES.7001", "GES.7002", "GES.7003"}, Routes: []Route{
		{V1, "StopGraph", "POST", "/graphs/{graphId}/action", "stop"},
		{V2, "StopGraph2", "POST", "/graphs/{graph_id}/stop", ""},
	}, Parameters: []Parameter{graphID}},
	{ID: "RestartGraph", Emulated: true, Job: "RestartGraph", Errors: []string{"GES.7000", "GES.0047", "GES.7054", "GES.7042", "GES.7001", "GES.7016"}, Messages: map[string]string{
		"GES.7016": "The request is invalid.",
	}, Routes: []Route{
		{V1, "RestartGraph", "POST", "/graphs/{graphId}/action", "restart"},
		{V2, "RestartGraph2", "POST", "/graphs/{graph_id}/restart", ""},
	}, Parameters: []Parameter{graphID}},
	{ID: "ImportGraph", Emulated: true, Job: "ImportGraph", Errors: []string{"GES.7016", "GES.7000", "GES.0047", "GES.7054", "GES.7042", "GES.7001", "GES.7002", "GES.7003"}, Body: importGraphBody, Routes: []Route{
		{V1, "ImportGraph", "POST", "/graphs/{graphId}/action", "import-graph"},
		{V2, "ImportGraph2", "POST", "/graphs/{graph_id}/import-graph", ""},
	}, Parameters: []Parameter{graphID}},
	{ID: "ExportGraph", Emulated: true, Job: "ExportGraph", Errors: []string{"GES.7016", "GES.7049", "GES.7050", "GES.7000", "GES.0047", "GES.7054", "GES.7042", "GES.7001", "GES.7002", "GES.7003"}, Body: exportGraphBody, Routes: []Route{
		{V1, "ExportGraph", "POST", "/graphs/{graphId}/action", "export-graph"},
		{V2, "ExportGraph2", "POST", "/graphs/{graph_id}/export-graph", ""},
	}, Parameters: []Parameter{graphID}},
	{ID: "ClearGraph", Emulated: true, Job: "ClearGraph", Errors: []string{"GES.0001", "GES.7016", "GES.7000", "GES.0047", "GES.7054", "GES.7042", "GES.7001", "GES.7002", "GES.7003"}, Routes: []Route{
		{V1, "ClearGraph", "POST", "/graphs/{graphId}/action", "clear-graph"},
		{V2, "ClearGraph2", "POST", "/graphs/{graph_id}/clear-graph", ""},
	}, Parameters: []Parameter{
		graphID,
		{V1: []string{"clear-metadata"}, V2: []string{"clear_metadata", "clear-metadata"}, In: Query, Kind: Boolean},
	}},
	{ID: "UpgradeGraph", Emulated: true, Job: "UpgradeGraph", Errors: []string{"GES.7016", "GES.7049", "GES.7050", "GES.7000", "GES.0047", "GES.7054", "GES.7042", "GES.7001", "GES.7002", "GES.7003", "GES.7036"}, Body: upgradeGraphBody, Routes: []Route{
		{V1, "UpgradeGraph", "POST", "/graphs/{graphId}/action", "upgrade"},
		{V2, "UpgradeGraph2", "POST", "/graphs/{graph_id}/upgrade", ""},
	}, Parameters: []Parameter{graphID}},
	{ID: "ResizeGraph", Emulated: true, Job: "ResizeGraph", Errors: []string{"GES.7016", "GES.7049", "GES.7050", "GES.7023", "GES.7000", "GES.0047", "GES.7054", "GES.7042", "GES.7001", "GES.7002", "GES.7003", "GES.7057"}, Body: resizeGraphBody, Routes: []Route{
		{V1, "ResizeGraph", "POST", "/graphs/{graphId}/resize", ""},
		{V2, "ResizeGraph2", "POST", "/graphs/{graph_id}/resize", ""},
	}, Parameters: []Parameter{graphID}},
	{ID: "ExpandGraph", Emulated: true, Job: "ExpandGraph", Errors: []string{"GES.7016", "GES.7049", "GES.7050", "GES.7000", "GES.0047", "GES.7054", "GES.7042", "GES.7001", "GES.7002", "GES.7003", "GES.7057"}, Body: expandGraphBody, Routes: []Route{
		{V1, "ExpandGraph", "POST", "/graphs/{graphId}/expand", ""},
		{V2, "ExpandGraph2", "POST", "/graphs/{graph_id}/expand", ""},
	}, Parameters: []Parameter{graphID}},
	{ID: "CreateBackup", Emulated: true, Job: "CreateBackup", Errors: []string{"GES.7016", "GES.7000", "GES.0047", "GES.7054", "GES.7042", "GES.7001", "GES.7002", "GES.7003", "GES.7019"}, Routes: []Route{
		{V1, "CreateBackup", "POST", "/graphs/{graphId}/backups", ""},
		{V2, "CreateBackup2", "POST", "/graphs/{graph_id}/backups", ""},
	}, Parameters: []Parameter{graphID}},
	{ID: "DeleteBackup", Emulated: true, Errors: []string{"GES.7016", "GES.7000", "GES.0047", "GES.7001", "GES.7024"}, Routes: []Route{
		{V1, "DeleteBackup", "DELETE", "/graphs/{graphId}/backups/{backupId}", ""},
		{V2, "DeleteBackup2", "DELETE", "/graphs/{graph_id}/backups/{backup_id}", ""},
	}, Parameters: []Parameter{graphID, backupID}},
	{ID: "ListBackups", Emulated: true, Errors: []string{"GES.0001"}, Routes: []Route{
		{V1, "ListBackups", "GET", "/graphs/backups", ""},
		{V2, "ListBackups2", "GET", "/graphs/backups", ""},
	}, Parameters: []Parameter{offset, limit}},
	{ID: "ListGraphBackups", Emulated: true, Errors: []string{"GES.0001", "GES.7000", "GES.0047"}, Routes: []Route{
		{V1, "ListGraphBackups", "GET", "/graphs/{graphId}/backups", ""},
		{V2, "ListGraphBackups2", "GET", "/graphs/{graph_id}/backups", ""},
	}, Parameters: []Parameter{graphID, offset, limit}},
	{ID: "ExportBackup", Emulated: true, Job: "ExportBackup", Errors: []string{"GES.7016", "GES.7049", "GES.7050", "GES.7000", "GES.0047", "GES.7054", "GES.7042", "GES.7001", "GES.7002", "GES.7003", "GES.7024", "GES.7040"}, Body: exportBackupBody, Messages: map[string]string{
		"GES.7049": "The parameter [] is not exist.",
	}, Routes: []Route{
		{V2, "ExportBackup2", "POST", "/graphs/{graph_id}/backups/export", ""},
	}, Parameters: []Parameter{graphID}},
	{ID: "ImportBackup", Emulated: true, Job: "ImportBackup", Errors: []string{"GES.7016", "GES.7049", "GES.7050", "GES.7000", "GES.0047", "GES.7054", "GES.7042", "GES.7001", "GES.7002", "GES.7003", "GES.7019"}, Body: importBackupBody, Messages: map[string]string{
		"GES.7049": "The parameter [] is not exist.",
	}, Routes: []Route{
		{V2, "ImportBackup2", "POST", "/graphs/{graph_id}/backups/import", ""},
	}, Parameters: []Parameter{graphID}},
	{ID: "AttachEip", Emulated: true, Errors: []string{"GES.7016", "GES.7049", "GES.7050", "GES.7000", "GES.0047", "GES.7054", "GES.7042", "GES.7001", "GES.7002", "GES.7003", "GES.7038"}, Body: eipBody, Routes: []Route{
		{V1, "AttachEip", "POST", "/graphs/{graphId}/action", "bindEip"},
		{V2, "AttachEip2", "POST", "/graphs/{graph_id}/bind-eip", ""},
	}, Parameters: []Parameter{graphID}},
	{ID: "DetachEip", Emulated: true, Errors: []string{"GES.7016", "GES.7049", "GES.7050", "GES.7000", "GES.0047", "GES.7054", "GES.7042", "GES.7001", "GES.7002", "GES.7003", "GES.7039"}, Body: eipBody, Routes: []Route{
		{V1, "DetachEip", "POST", "/graphs/{graphId}/action", "unbindEip"},
		{V2, "DetachEip2", "POST", "/graphs/{graph_id}/unbind-eip", ""},
	}, Parameters: []Parameter{graphID}},
	{ID: "ChangeSecurityGroup", Emulated: true, Errors: []string{"GES.7016", "GES.7049", "GES.7050", "GES.7000", "GES.0047", "GES.7054", "GES.7042", "GES.7001", "GES.7002", "GES.7003"}, Body: changeSecurityGroupBody, Routes: []Route{
		{V2, "ChangeSecurityGroup", "POST", "/graphs/{graph_id}/sg/change", ""},
	}, Parameters: []Parameter{graphID}},
	{ID: "ListQuotas", Emulated: true, Routes: []Route{
		{V1, "ListQuotas", "GET", "/graphs/quotas", ""},
		{V2, "ListQuotas2", "GET", "/graphs/quotas", ""},
	}},
	{ID: "CheckSchema", Routes: []Route{
		{V1, "CheckSchema", "POST", "/graphs/action", "check-schema"},
	}},
	{ID: "CreateMetadata", Routes: []Route{
		{V1, "CreateMetadata", "POST", "/graphs/metadatas", ""},
		{V2, "CreateMetadata2", "POST", "/graphs/metadatas", ""},
	}},
	{ID: "ListMetadatas", Routes: []Route{
		{V1, "ListMetadatas", "GET", "/graphs/metadatas", ""},
		{V2, "ListMetadatas2", "GET", "/graphs/metadatas", ""},
	}, Parameters: []Parameter{offset, limit}},
	{ID: "ListGraphMetadatas", Routes: []Route{
		{V1, "ListGraphMetadatas", "GET", "/graphs/metadatas/{metadataId}", ""},
		{V2, "ShowMetadata2", "GET", "/graphs/metadatas/{metadata_id}", ""},
	}, Parameters: []Parameter{metadataID}},
	{ID: "DeleteMetadata", Routes: []Route{
		{V1, "DeleteMetadata", "DELETE", "/graphs/metadatas/{metadataId}", ""},
		{V2, "DeleteMetadata2", "DELETE", "/graphs/metadatas/{metadata_id}", ""},
	}, Parameters: []Parameter{metadataID}},
	{ID: "UploadFromObs", Routes: []Route{
		{V1, "UploadFromObs", "POST", "/graphs/metadata/upload_from_obs", ""},
		{V2, "UploadFromObs2", "POST", "/graphs/metadata/upload-from-obs", ""},
	}},
	{ID: "ShowBackupDownloadLink", Routes: []Route{
		{V2, "ShowBackupDownloadLink", "GET", "/graphs/{graph_id}/backup-files", ""},
	}, Parameters: []Parameter{
		graphID,
		{V2: []string{"backup_id"}, In: Query},
	}},
	{ID: "ListScenes", Routes: []Route{
		{V2, "ListScenes2", "GET", "/graphs/scenes", ""},
	}, Parameters: []Parameter{
		{V2: []string{"scene_name"}, In: Query},
		{V2: []string{"application_name"}, In: Query},
		{V2: []string{"graph_id"}, In: Query},
	}},
	{ID: "RegisterScenes", Routes: []Route{
		{V2, "RegisterScenes2", "POST", "/graphs/{graph_id}/scenes/register", ""},
	}, Parameters: []Parameter{graphID}},
	{ID: "DeregisterScenes", Routes: []Route{
		{V2, "DeregisterScenes2", "POST", "/graphs/{graph_id}/scenes/unregister", ""},
	}, Parameters: []Parameter{graphID}},

	{ID: CreateToken, Emulated: true, Routes: []Route{
		{IAM, "KeystoneCreateUserTokenByPassword", "POST", "/auth/tokens", ""},
	}, Parameters: []Parameter{noCatalog}, Statuses: []int{201, 400, 401, 404, 413}},
	{ID: ValidateToken, Emulated: true, Routes: []Route{
		{IAM, "KeystoneValidateToken", "GET", "/auth/tokens", ""},
	}, Parameters: []Parameter{noCatalog}, Statuses: []int{200, 400, 401, 404}},
	{ID: CreateTemporaryKey, Emulated: true, Routes: []Route{
		{IAMExtension, "CreateTemporaryAccessKeyByToken", "POST", "/OS-CREDENTIAL/securitytokens", ""},
	}, Statuses: []int{201, 400, 401, 404, 413}},
	{ID: ListProjects, Emulated: true, Routes: []Route{
		{IAM, "KeystoneListProjects", "GET", "/projects", ""},
	}, Parameters: []Parameter{{V1: []string{"name"}, In: Query}}, Statuses: []int{200, 404}},
	{ID: ListAuthProjects, Emulated: true, Routes: []Route{
		{IAM, "KeystoneListAuthProjects", "GET", "/auth/projects", ""},
	}, Statuses: []int{200, 404}},
	{ID: ShowProject, Emulated: true, Routes: []Route{
		{IAM, "KeystoneShowProject", "GET", "/projects/{project_id}", ""},
	}, Parameters: []Parameter{{V1: []string{"project_id"}, In: Path}}, Statuses: []int{200, 404}},
	{ID: ListAuthDomains, Emulated: true, Routes: []Route{
		{IAM, "KeystoneListAuthDomains", "GET", "/auth/domains", ""},
	}, Statuses: []int{200, 404}},
	{ID: ListRegions, Emulated: true, Routes: []Route{
		{IAM, "KeystoneListRegions", "GET", "/regions", ""},
	}, Statuses: []int{200, 404}},
}
