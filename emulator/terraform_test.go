package emulator_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/ges-emulator/ges-emulator/emulator"
)

// The calls of the vendor's Terraform provider, in its order and with its bodies. Its
// waits poll until an answer has come several times in a row, and take every answer
// that they do not know as an error.

// terraform makes the provider's calls of one version of the API.
type terraform struct {
	t       *testing.T
	e       *emulator.Emulator
	prefix  string // of all paths
	headers []string
}

// onClocks runs a test on each clock on which the provider, which sleeps for 30 s of real
// time between two polls, gets on: one that steps and one that is fast.
func onClocks(t *testing.T, prefix string, headers []string, test func(c *terraform)) {
	t.Helper()
	for _, clock := range []string{"{mode: stepped, step: next}", "{mode: realtime, rate: 1000000}"} {
		t.Run(clock, func(t *testing.T) {
			e := newEmulator(t, emulator.WithScenarioYAML("terraform.yaml", []byte("version: 1\nclock: "+clock+`
projects: {"*": {}}
submitRules: [{jobName: DeleteGraph, waiting: 5s}]
`)))
			test(&terraform{t, e, prefix, headers})
		})
	}
}

// call makes a call that must be answered 200, and returns the answer.
func (c *terraform) call(call string) map[string]any {
	c.t.Helper()
	status, answer := c.try(call)
	if status != 200 {
		c.t.Fatalf("%s: %d %v", call, status, answer)
	}
	return answer
}

// try makes a call, «METHOD path [body]».
func (c *terraform) try(call string) (status int, answer map[string]any) {
	c.t.Helper()
	method, path, _ := strings.Cut(call, " ")
	rec := request(c.t, c.e, method+" "+c.prefix+path, c.headers...)
	if err := json.Unmarshal(rec.Body.Bytes(), &answer); err != nil {
		c.t.Fatalf("%s: %d %s: %v", call, rec.Code, rec.Body, err)
	}
	return rec.Code, answer
}

// text returns a text of an answer, which must be one.
func (c *terraform) text(answer map[string]any, key string) string {
	c.t.Helper()
	s, ok := answer[key].(string)
	if !ok || s == "" {
		c.t.Fatalf("%s is %v in %v", key, answer[key], answer)
	}
	return s
}

// wait polls until a target has come several times in a row. The state must be the
// target or pending.
func (c *terraform) wait(times int, target string, pending []string, poll func() string) {
	c.t.Helper()
	const enough = 100_000
	came := 0
	for range enough {
		switch state := poll(); {
		case state == target:
			if came++; came == times {
				return
			}
		case slices.Contains(pending, state):
			came = 0
		default:
			c.t.Fatalf("unexpected state %q, want %s", state, target)
		}
	}
	c.t.Fatalf("no %s in %d polls", target, enough)
}

// graphStatus polls a graph as v2 does: "gone" when it is not found.
func (c *terraform) graphStatus(path string) func() string {
	return func() string {
		c.t.Helper()
		status, answer := c.try("GET " + path)
		if status == 404 {
			return "gone"
		}
		g, _ := answer["graph"].(map[string]any)
		return c.text(g, "status")
	}
}

// wantFields asserts fields of an answer, as %v prints them; "<nil>": absent.
func (c *terraform) wantFields(object map[string]any, want map[string]string) {
	c.t.Helper()
	for key, value := range want {
		if got := fmt.Sprint(object[key]); got != value {
			c.t.Errorf("%s is %s, want %s", key, got, value)
		}
	}
}

// The resources huaweicloud_ges_graph and huaweicloud_ges_backup of today's provider:
// create, read, update, delete.
func TestTerraformProvider(t *testing.T) {
	onClocks(t, "/v2/p1", []string{"Content-Type: application/json;charset=UTF-8", "Accept: application/json"}, func(c *terraform) {
		created := c.call(`POST /graphs {"graph":{"crypt_algorithm":"generalCipher","enable_full_text_index":false,"enable_https":false,` +
			`"enable_hyg":false,"enable_multi_az":false,"enable_rbac":false,"graph_size_type_index":"1","name":"movies",` +
			`"security_group_id":"sg-1","subnet_id":"subnet-1","sys_tags":null,"tags":null,"vpc_id":"vpc-1"}}` + "\n")
		path := "/graphs/" + c.text(created, "id")
		c.wait(3, "200", []string{"100"}, c.graphStatus(path))
		g, _ := c.call("GET " + path)["graph"].(map[string]any)
		c.wantFields(g, map[string]string{
			"name": "movies", "graph_size_type_index": "1", "arch": "x86_64", "vpc_id": "vpc-1", "subnet_id": "subnet-1", "security_group_id": "sg-1",
			"public_ip": "<nil>", "is_multi_az": "false", "sys_tags": "[]", "tags": "[]", "enable_rbac": "false", "enable_full_text_index": "false",
			"enable_hyg": "false", "crypt_algorithm": "generalCipher", "enable_https": "false", "product_type": "InMemory", "vertex_id_type": "<nil>",
			"replication": "1", "az_code": "cn-north-4a",
		})
		if addresses, ok := g["traffic_ip_list"].([]any); !ok || len(addresses) == 0 {
			t.Errorf("traffic_ip_list is %v", g["traffic_ip_list"])
		}

		deleted := c.backUp(path)
		c.call(`POST ` + path + `/resize {"resize":{"graph_size_type_index":"2"}}` + "\n")
		c.wait(3, "200", []string{"206", "207"}, c.graphStatus(path))
		c.call(`POST ` + path + `/expand {"expand":{"replication":2}}` + "\n")
		c.wait(3, "200", []string{"210", "211"}, c.graphStatus(path))
		g, _ = c.call("GET " + path)["graph"].(map[string]any)
		c.wantFields(g, map[string]string{"graph_size_type_index": "2", "replication": "2"})
		saved := c.backUp(path)

		c.call("DELETE " + path + "/backups/" + deleted)
		c.call(`DELETE ` + path + ` {"keep_backup":true}` + "\n")
		c.wait(3, "gone", []string{"200"}, c.graphStatus(path))
		list, _ := c.call("GET /graphs/backups?limit=120")["backup_list"].([]any)
		if len(list) != 1 || list[0].(map[string]any)["id"] != saved {
			t.Errorf("the backups are %v, want %s", list, saved)
		}
		if v := project(t, c.e, "p1").Violations(); len(v) != 0 {
			t.Errorf("violations: %v", v)
		}
	})
}

// backUp creates a backup and reads it.
func (c *terraform) backUp(graph string) (backupID string) {
	c.t.Helper()
	created := c.call("POST " + graph + "/backups")
	backupID, job := c.text(created, "backup_id"), c.text(created, "job_id")
	c.wait(2, "success", []string{"waiting", "running"}, func() string {
		return c.text(c.call("GET "+graph+"/jobs/"+job+"/status"), "status")
	})
	list, _ := c.call("GET " + graph + "/backups?limit=120")["backup_list"].([]any)
	for _, item := range list {
		if b, _ := item.(map[string]any); b["id"] == backupID {
			c.wantFields(b, map[string]string{"backup_method": "manual", "status": "success", "encrypted": "false"})
			for _, key := range []string{"name", "start_time", "end_time"} {
				c.text(b, key)
			}
			for _, key := range []string{"size", "duration"} {
				if n, ok := b[key].(float64); !ok || n <= 0 || n != float64(int(n)) {
					c.t.Errorf("%s is %v, want a whole number", key, b[key])
				}
			}
			return backupID
		}
	}
	c.t.Fatalf("backup %s is not among %v", backupID, list)
	return ""
}

// The resource huaweicloud_ges_graph_v1 of the old provider, which has no update. It
// spells auto_assign in its own way, and reads what it sent.
func TestOldTerraformProvider(t *testing.T) {
	onClocks(t, "/v1.0/p1", []string{"Content-Type: application/json", "Accept: application/json", "X-Language: en-us"}, func(c *terraform) {
		created := c.call(`POST /graphs {"graph":{"azCode":"cn-south-1b","graphSizeTypeIndex":"0","name":"movies",` +
			`"publicIp":{"publicBindType":"auto_assgin"},"regionCode":"cn-south-1","securityGroupId":"sg-1","subnetId":"subnet-1","vpcId":"vpc-1"}}`)
		path := "/graphs/" + c.text(created, "id")
		c.wait(1, "200", []string{"100"}, c.graphStatus(path))
		g, _ := c.call("GET " + path)["graph"].(map[string]any)
		c.wantFields(g, map[string]string{
			"azCode": "cn-south-1b", "regionCode": "cn-south-1", "graphSizeTypeIndex": "0", "name": "movies",
			"securityGroupId": "sg-1", "subnetId": "subnet-1", "vpcId": "vpc-1", "schemaPath": "[]", "edgesetPath": "[]", "vertexsetPath": "[]",
		})
		for _, key := range []string{"created", "dataStoreVersion", "privateIp", "publicIp"} {
			c.text(g, key)
		}

		job := c.text(c.call("DELETE "+path), "jobId")
		c.wait(1, "success", []string{"waiting", "running"}, func() string {
			return c.text(c.call("GET "+path+"/jobs/"+job+"/status"), "status")
		})
		if status, answer := c.try("GET " + path); status != 400 || answer["errorCode"] != "GES.7000" {
			t.Errorf("a deleted graph: %d %v", status, answer)
		}
		violations := project(t, c.e, "p1").Violations()
		if len(violations) != 1 || violations[0].Rule != "unknown-word" || violations[0].Value != "auto_assgin" {
			t.Errorf("violations: %v, want the word only", violations)
		}
	})
}
