package ges

// The bodies of requests, as in the vendor's SDKs and on its pages. What a page requires
// of an older version only (regionCode, azCode) is known, but not required.
//
//nolint:gochecknoglobals // parts of the table of operations, read-only
var (
	tags = []Field{text("key", "key"), text("value", "value")}

	parallelEdge = []Field{
		word("action", "action", "allow", "ignore", "override"),
		flag("ignoreLabel", "ignore_label"),
		text("", "sort_key_column"),
	}

	createGraphBody = []Field{object("graph", "graph",
		text("name", "name").required(),
		Field{V1: "graphSizeTypeIndex", V2: "graph_size_type_index", Kind: Digits}.required(),
		word("arch", "arch", "x86_64", "aarch64"),
		object("dataSource", "",
			word("type", "", "OBS", "HDFS").required(),
			object("parameters", "",
				text("schemaPath", "").required(),
				text("edgesetPath", "").required(),
				word("edgesetFormat", "", "csv"),
				text("edgesetDefaultLabel", ""),
				text("vertexsetPath", ""),
				word("vertexsetFormat", "", "csv"),
				text("vertexsetDefaultLabel", ""),
				text("logDir", ""),
				anything("parallelEdge", ""), // a text on the oldest pages, then an object
			).required(),
		),
		text("vpcId", "vpc_id").required(),
		text("subnetId", "subnet_id").required(),
		text("securityGroupId", "security_group_id").required(),
		text("regionCode", ""),
		text("azCode", ""),
		object("publicIp", "public_ip",
			word("publicBindType", "public_bind_type", "auto_assign", "bind_existing"),
			text("eipId", "eip_id"),
		),
		flag("enableMultiAz", "enable_multi_az"),
		object("encryption", "encryption", flag("enable", "enable"), text("masterKeyId", "master_key_id")),
		object("ltsOperationTrace", "lts_operation_trace", flag("enableAudit", "enable_audit"), text("auditLogGroupName", "audit_log_group_name")),
		list("sys_tags", "sys_tags", tags...),
		list("", "tags", tags...),
		flag("enableRBAC", "enable_rbac"),
		flag("enableFullTextIndex", "enable_full_text_index"),
		flag("", "enable_hyg"),
		word("", "crypt_algorithm", "generalCipher", "SMcompatible").required(),
		flag("", "enable_https").required(),
		word("", "product_type", "InMemory", "Persistence"),
		object("", "vertex_id_type", word("", "id_type", "fixedLengthString", "hash").required(), integer("", "id_length")),
		flag("", "enable_multi_label"),
		integer("", "capacity_ratio"),
		flag("", "is_dynamic_graph"),
		text("", "sort_key_type"),
	).required()}

	startGraphBody = []Field{text("graph_backup_id", "graph_backup_id")}

	importGraphBody = []Field{
		text("edgesetPath", "edgeset_path"),
		word("edgesetFormat", "edgeset_format", "csv"),
		text("vertexsetPath", "vertexset_path"),
		word("vertexsetFormat", "vertexset_format", "csv"),
		text("schemaPath", "schema_path"),
		text("logDir", "log_dir"),
		anything("parallelEdge", ""), // a text on the oldest pages, then an object
		object("", "parallel_edge", parallelEdge...),
		word("action", "", "allow", "ignore", "override"), // of the SDK, beside parallelEdge
		flag("ignoreLabel", ""),
		text("delimiter", "delimiter").withControl(),
		text("trimQuote", "trim_quote").withControl(),
		flag("offline", "offline"),
	}

	exportGraphBody = []Field{
		text("graphExportPath", "graph_export_path").required(),
		text("edgeSetName", "edge_set_name").required(),
		text("vertexSetName", "vertex_set_name").required(),
		text("schemaName", "schema_name").required(),
		object("", "paginate", flag("", "enable"), integer("", "row_count_per_file"), integer("", "num_thread")),
	}

	upgradeGraphBody = []Field{text("upgradeVersion", "upgrade_version").required(), flag("forceUpgrade", "force_upgrade")}

	resizeGraphBody = []Field{object("resize", "resize",
		Field{V1: "graphSizeTypeIndex", V2: "graph_size_type_index", Kind: Digits}.required(),
	).required()}

	expandGraphBody = []Field{object("expand", "expand",
		Field{V1: "replication", V2: "replication", Kind: Digits}.required(),
	).required()}

	deleteGraphBody = []Field{flag("keepBackup", "keep_backup"), flag("", "delete_eip")}

	exportBackupBody        = []Field{text("", "backup_id").required(), text("", "export_path").required()}
	importBackupBody        = []Field{text("", "import_path").required()}
	eipBody                 = []Field{text("eipId", "eip_id").required()}
	changeSecurityGroupBody = []Field{text("", "security_group_id").required()}
)

// sizeIndexes are the values of graphSizeTypeIndex (vendor's create-graph page).
var sizeIndexes = [...]string{"0", "1", "2", "3", "4", "401", "5", "6"}

// resizeIndexes are those to which a graph can be resized (vendor's resize page, both
// revisions).
var resizeIndexes = [...]string{"1", "2", "3", "4", "401", "5"}

// SizeIndexes returns the documented values of graphSizeTypeIndex.
func SizeIndexes() []string { return sizeIndexes[:] }

// ResizeIndexes returns the values of graphSizeTypeIndex to which a graph can be resized.
func ResizeIndexes() []string { return resizeIndexes[:] }
