package api

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/ges-emulator/ges-emulator/emulator/ges"
	"github.com/ges-emulator/ges-emulator/emulator/graph"
	"github.com/ges-emulator/ges-emulator/emulator/scenario"
	"github.com/ges-emulator/ges-emulator/emulator/world"
	"github.com/ges-emulator/ges-emulator/internal/encode"
)

// createGraph answers «create a graph», which imports data too if there is a dataSource:
// that job begins where the creation succeeds.
func createGraph(tx *world.Tx, r *Request) (any, error) {
	body := r.Body.Object("graph")
	name := body.Text("name")
	if err := checkName(name); err != nil {
		return nil, err
	}
	if err := checkSize(body.Text("graphSizeTypeIndex")); err != nil {
		return nil, err
	}
	if _, taken := tx.Graphs().Named(name, tx.Now()); taken {
		return nil, refused(nameTaken)
	}
	if quota := tx.Quotas().Graph; quota != nil && tx.Graphs().Count(tx.Now()) >= *quota {
		return nil, refused(tooManyGraphs)
	}
	job, id, err := tx.Submit(world.Submission{JobName: r.Operation.Job, Create: requested(body)})
	if err != nil {
		return nil, err
	}
	if source := body.Object("dataSource"); source != nil && job.Outcome() == ges.Success && job.Ends() {
		g, _ := tx.Graphs().Lookup(id)
		imported := world.Submission{JobName: ges.ImportGraph, Graph: g, Detail: detailOf(source.Object("parameters")), After: &job}
		if _, _, err := tx.Submit(imported); err != nil {
			return nil, err
		}
	}
	return &Record{Fields: createdFields, Values: graph.Values{encode.Text(id), encode.Text(name)}}, nil
}

// requested returns the graph that a request describes. What the request leaves out has
// the vendor's default.
func requested(body *Body) *scenario.Graph {
	g := &scenario.Graph{Name: body.Text("name"), Status: ges.GraphRunning}
	set := func(name, json string) {
		if i := ges.LookUpGraphField(name); json != "" {
			g.Fields = append(g.Fields, scenario.FieldValue{Field: i, JSON: json})
		}
	}
	text := func(name, value string) {
		if value != "" {
			set(name, encode.Text(value))
		}
	}
	for _, name := range []string{"regionCode", "azCode", "vpcId", "subnetId", "securityGroupId", "arch"} {
		text(name, body.Text(name))
	}
	text("graphSizeTypeIndex", body.Text("graphSizeTypeIndex"))
	text("cryptAlgorithm", body.Text("crypt_algorithm"))
	text("product_type", body.Text("product_type"))
	text("sort_key_type", body.Text("sort_key_type"))
	for field, of := range map[string]string{
		"enableRBAC": "enableRBAC", "enableFulltextIndex": "enableFullTextIndex", "enableHyG": "enable_hyg", "enableHttps": "enable_https",
		"enable_multi_label": "enable_multi_label", "capacity_ratio": "capacity_ratio", "vertex_id_type": "vertex_id_type", "tags": "tags",
	} {
		set(field, body.JSON(of))
	}
	if body.Given("enableMultiAz") {
		text("isMultiAz", strconv.FormatBool(body.Flag("enableMultiAz")))
	}
	set("sys_tags", tagValues(body))
	if encryption := body.Object("encryption"); encryption.Flag("enable") {
		set("encrypted", "true")
		text("masterKeyId", encryption.Text("masterKeyId"))
	}
	set("enable_lts", flagJSON(body.Object("ltsOperationTrace").Flag("enableAudit")))
	// The id of an EIP that is assigned automatically follows from the graph's name.
	if public := body.Object("publicIp"); public.Given("publicBindType") || public.Given("eipId") {
		text("publicIp", graph.PublicIP(cmp.Or(public.Text("eipId"), "auto "+g.Name)))
	}
	if parameters := body.Object("dataSource").Object("parameters"); parameters != nil {
		for _, name := range []string{"edgesetFormat", "edgesetDefaultLabel", "vertexsetFormat", "vertexsetDefaultLabel"} {
			text(name, parameters.Text(name))
		}
	}
	g.SortFields()
	return g
}

func flagJSON(on bool) string {
	if on {
		return "true"
	}
	return ""
}

// tagValues returns the values of the request's sys_tags, as the graph object has them.
func tagValues(body *Body) string {
	var values []string
	for _, tag := range body.List("sys_tags") {
		values = append(values, encode.Text(tag.Text("value")))
	}
	if values == nil {
		return ""
	}
	return "[" + strings.Join(values, ",") + "]"
}
