package ges

import "slices"

// pathFields are the fields of an entry of a graph's list of paths.
//
//nolint:gochecknoglobals // a part of the table below, read-only
var pathFields = []Field{text("path", "path"), text("jobId", "job_id"), text("status", "status")}

// graphFields is the table of a graph's fields, in the order of an answer. Their defaults
// are the vendor's; those without one are invented, follow from jobs, or are absent.
//
//nolint:gochecknoglobals // read-only
var graphFields = []Field{
	text("id", "id"),
	text("name", "name"),
	text("createdBy", "created_by"),
	text("isMultiAz", "is_multi_az").or(`"false"`),
	text("regionCode", "region_code"),
	text("azCode", "az_code"),
	list("schemaPath", "schema_path", pathFields...).or(`[]`),
	list("edgesetPath", "edgeset_path", pathFields...).or(`[]`),
	text("edgesetFormat", "edgeset_format").or(`"csv"`),
	text("edgesetDefaultLabel", "edgeset_default_label").or(`""`),
	list("vertexsetPath", "vertexset_path", pathFields...).or(`[]`),
	text("vertexsetFormat", "vertexset_format").or(`"csv"`),
	text("vertexsetDefaultLabel", "vertexset_default_label").or(`""`),
	text("dataStoreVersion", "data_store_version").or(`"2.4.3"`),
	Field{V1: "sys_tags", V2: "sys_tags", Kind: Texts}.or(`[]`),
	text("status", "status"),
	text("actionProgress", "action_progress"),
	Field{V1: "graphSizeTypeIndex", V2: "graph_size_type_index", Kind: Digits}.or(`"1"`),
	text("vpcId", "vpc_id"),
	text("subnetId", "subnet_id"),
	text("securityGroupId", "security_group_id"),
	integer("replication", "replication").or(`1`),
	text("created", "created"),
	text("updated", "updated"),
	text("privateIp", "private_ip"),
	text("publicIp", "public_ip"),
	text("arch", "arch").or(`"x86_64"`),
	flag("encrypted", "encrypted"),
	text("masterKeyId", "master_key_id"),
	text("masterKeyName", "master_key_name"),
	flag("enableRBAC", "enable_rbac"),
	flag("enableFulltextIndex", "enable_full_text_index"),
	flag("enableHyG", "enable_hyg"),
	{V1: "trafficIpList", V2: "traffic_ip_list", Kind: Texts},
	text("cryptAlgorithm", "crypt_algorithm").or(`"generalCipher"`),
	flag("enableHttps", "enable_https"),
	list("tags", "tags", tags...).or(`[]`),
	text("", "product_type").or(`"InMemory"`),
	object("", "vertex_id_type", text("", "id_type"), integer("", "id_length")),
	text("", "origin_graph_size_type_index"),
	text("", "expand_time"),
	text("", "resize_time"),
	flag("", "enable_multi_label"),
	integer("", "capacity_ratio"),
	text("", "sort_key_type"),
	flag("", "enable_lts"),
}

// GraphFields returns the table of a graph's fields, in the order of an answer.
func GraphFields() []Field { return graphFields }

// LookUpGraphField returns the index of a graph's field by its name, or -1.
func LookUpGraphField(name string) int {
	return slices.IndexFunc(graphFields, func(f Field) bool { return f.Name() == name })
}

// backupFields is the table of a backup's fields, in the order of an answer.
//
//nolint:gochecknoglobals // read-only
var backupFields = []Field{
	text("id", "id"),
	text("name", "name"),
	text("backupMethod", "backup_method"),
	text("graphId", "graph_id"),
	text("graphName", "graph_name"),
	text("graphStatus", "graph_status"),
	{V1: "graphSizeTypeIndex", V2: "graph_size_type_index", Kind: Digits},
	text("dataStoreVersion", "data_store_version"),
	text("arch", "arch"),
	text("status", "status"),
	integer("startTimestamp", "start_timestamp"),
	text("startTime", "start_time"),
	integer("endTimestamp", "end_timestamp"),
	text("endTime", "end_time"),
	integer("size", "size"),
	integer("duration", "duration"),
	flag("encrypted", "encrypted"),
}

// BackupFields returns the table of a backup's fields, in the order of an answer.
func BackupFields() []Field { return backupFields }
