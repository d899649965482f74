package gosdk_test

import (
	"context"
	"testing"

	"github.com/huaweicloud/huaweicloud-sdk-go-v3/services/ges/v1/model"

	"github.com/ges-emulator/ges-emulator/emulator"
	gosdk "github.com/ges-emulator/ges-emulator/examples/go-sdk"
)

// The vendor's SDK does nothing that the contract does not allow, so strict mode
// lets it through. That it calls graphName graph_name is information.
func TestTheSDKViolatesNothing(t *testing.T) {
	server := emulator.Start(t, emulator.WithScenario("every-status"), emulator.WithStrict(), emulator.WithNoViolations(t))
	client := connect(t, server)

	graph, day, status, limit, offset := "a graph+é", "2018-12-17", "success", "2", "1"
	for _, request := range []model.ListJobsRequest{
		{},
		{Limit: &limit, Offset: &offset},
		{Status: &status, GraphName: &graph, StartTime: &day, EndTime: &day},
	} {
		if _, err := client.ListJobs(&request); err != nil {
			t.Errorf("%s: %v", request, err)
		}
	}
	if _, err := gosdk.AllJobs(context.Background(), client, model.ListJobsRequest{GraphName: &graph}); err != nil {
		t.Error(err)
	}

	list := server.Project(projectID).Violations()
	if len(list) != 1 || list[0].Rule != "newer-name" || list[0].Severity() != "info" || list[0].Value != graph {
		t.Errorf("the SDK's calls give %v, want the newer name as information only", list)
	}
}
