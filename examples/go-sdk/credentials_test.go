package gosdk_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/auth/basic"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/auth/global"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/region"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/sdkerr"
	ges "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/ges/v1"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/services/ges/v1/model"
	iam "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/iam/v3"
	iammodel "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/iam/v3/model"

	"github.com/ges-emulator/ges-emulator/emulator"
	gosdk "github.com/ges-emulator/ges-emulator/examples/go-sdk"
)

// signed is a world that takes calls signed with one key only. One graph's name
// has all that makes a query hard to sign.
const signed = `
version: 1
name: signed
auth:
  mode: signature
  keys: [{access: the-key, secret: the-secret}]
projects:
  "*":
    jobs:
      - {jobName: ImportGraph, relatedGraph: "图谱 a+b/c~d&e=f%25", begin: -1h}
    generate:
      - {count: 450, relatedGraph: 3, begin: {from: -20d, to: -2h}}
`

func serveSigned(t *testing.T) *emulator.Server {
	t.Helper()
	return emulator.Start(t, emulator.WithScenarioYAML("signed.yaml", []byte(signed)))
}

func connectWith(t *testing.T, server *emulator.Server, access, secret string) *ges.GesClient {
	t.Helper()
	client, err := gosdk.NewClient(server.URL, gosdk.Account{ProjectID: projectID, AccessKey: access, SecretKey: secret})
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// What the SDK signs, passes: every parameter, hard values, page after page.
func TestSignedCallsPass(t *testing.T) {
	client := connectWith(t, serveSigned(t), "the-key", "the-secret")
	text := func(s string) *string { return &s }
	all, err := gosdk.AllJobs(context.Background(), client, model.ListJobsRequest{})
	if err != nil || len(all) != 451 {
		t.Errorf("%d jobs, want 451: %v", len(all), err)
	}
	for _, request := range []model.ListJobsRequest{
		{GraphName: text("图谱 a+b/c~d&e=f%25")},
		{GraphName: text("图谱 a+b/c~d&e=f%25"), Status: text("success"), StartTime: text("2018-12-17"), EndTime: text("2018-12-18"), Limit: text("5"), Offset: text("0")},
	} {
		if page, err := client.ListJobs(&request); err != nil || *page.JobCount != 1 {
			t.Errorf("%s: %v, %v", request, page, err)
		}
	}
	for _, name := range []string{"", " ", "+", "%2B", "/", "//", "~!*'()", "\"<>", "emoji 🙂", "a=b&c=d", "line\nbreak", "\\", "?#"} {
		if _, err := client.ListJobs(&model.ListJobsRequest{GraphName: &name}); err != nil {
			t.Errorf("graph %q: %v", name, err)
		}
	}
}

func wantGatewayError(t *testing.T, err error, status int, code, message string) {
	t.Helper()
	var response *sdkerr.ServiceResponseError
	if !errors.As(err, &response) {
		t.Fatalf("the error is %v, want one of the service", err)
	}
	if response.StatusCode != status || response.ErrorCode != code || response.ErrorMessage != message || response.RequestId == "" {
		t.Errorf("got %+v, want %d %s %q and a request id", response, status, code, message)
	}
	if gosdk.ErrorCode(err) != code || gosdk.Transient(err) {
		t.Errorf("the code is %q, transient: %t", gosdk.ErrorCode(err), gosdk.Transient(err))
	}
}

func TestWrongKeysAreRefused(t *testing.T) {
	server := serveSigned(t)
	_, err := connectWith(t, server, "the-key", "another-secret").ListJobs(&model.ListJobsRequest{})
	wantGatewayError(t, err, 401, "APIGW.0301", "Incorrect IAM authentication information: verify aksk signature fail")
	_, err = connectWith(t, server, "another-key", "the-secret").ListJobs(&model.ListJobsRequest{})
	wantGatewayError(t, err, 401, "APIGW.0301", "Incorrect IAM authentication information: ak another-key not exist")
}

// Without any header, as curl calls.
func TestUnsignedCallIsRefused(t *testing.T) {
	server := serveSigned(t)
	response, err := http.Get(server.URL + "/v1.0/" + projectID + "/graphs/jobs")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var body struct {
		Code    string `json:"error_code"`
		Message string `json:"error_msg"`
	}
	if err := json.NewDecoder(response.Body).Decode(&body); err != nil {
		t.Fatal(err)
	}
	if response.StatusCode != 401 || body.Code != "APIGW.0301" || body.Message != "Incorrect IAM authentication information: authorization not found" {
		t.Errorf("%d %+v", response.StatusCode, body)
	}
}

// With a region and no project id, the SDK asks the identity service for the
// id first, which is here too.
func TestProjectIsLookedUp(t *testing.T) {
	server := serveSigned(t)
	credentials, err := basic.NewCredentialsBuilder().WithAk("the-key").WithSk("the-secret").WithIamEndpointOverride(server.URL).SafeBuild()
	if err != nil {
		t.Fatal(err)
	}
	client, err := ges.GesClientBuilder().WithRegion(region.NewRegion("cn-north-4", server.URL)).WithCredential(credentials).SafeBuild()
	if err != nil {
		t.Fatal(err)
	}
	page, err := ges.NewGesClient(client).ListJobs(&model.ListJobsRequest{})
	if err != nil || *page.JobCount != 451 {
		t.Errorf("%v, %v", page, err)
	}
}

// callWithToken is a list call by a client that speaks HTTP itself.
func callWithToken(t *testing.T, server *emulator.Server, token string) int {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+"/v1.0/"+projectID+"/graphs/jobs", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("X-Auth-Token", token)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	return response.StatusCode
}

// fetchToken is a call for a token, as the vendor's page has it.
func fetchToken(t *testing.T, server *emulator.Server) string {
	t.Helper()
	body := fmt.Sprintf(`{"auth": {"identity": {"methods": ["password"], "password": {"user":
		{"name": "IAMUser", "password": "IAMPassword", "domain": {"name": "IAMDomain"}}}}, "scope": {"project": {"id": %q}}}}`, projectID)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL+"/v3/auth/tokens", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json;charset=utf8")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != http.StatusCreated {
		t.Fatalf("the identity service answers %s", response.Status)
	}
	return response.Header.Get("X-Subject-Token")
}

// A token expires, and the client goes on with a new one.
func TestExpiredTokenIsReplaced(t *testing.T) {
	server := emulator.Start(t, emulator.WithScenario("expired-token"))
	project := server.Project(projectID)
	if status := callWithToken(t, server, "first-token"); status != 200 {
		t.Errorf("the first token: %d", status)
	}
	project.Advance(time.Minute)
	if status := callWithToken(t, server, "first-token"); status != 401 {
		t.Errorf("a minute later: %d", status)
	}
	token := fetchToken(t, server)
	if status := callWithToken(t, server, token); status != 200 {
		t.Errorf("a new token: %d", status)
	}
	project.Advance(24 * time.Hour)
	if status := callWithToken(t, server, token); status != 401 {
		t.Errorf("a day later: %d", status)
	}
}

// The SDK's own client of the identity service reads the answers too.
func TestIdentityClient(t *testing.T) {
	server := emulator.Start(t, emulator.WithScenario("expired-token"))
	credentials, err := global.NewCredentialsBuilder().WithAk("any").WithSk("any").WithDomainId("any").SafeBuild()
	if err != nil {
		t.Fatal(err)
	}
	builder, err := iam.IamClientBuilder().WithEndpoint(server.URL).WithCredential(credentials).SafeBuild()
	if err != nil {
		t.Fatal(err)
	}
	client := iam.NewIamClient(builder)

	name := "cn-north-4"
	projects, err := client.KeystoneListProjects(&iammodel.KeystoneListProjectsRequest{Name: &name})
	if err != nil || projects.Projects == nil || len(*projects.Projects) != 1 {
		t.Fatalf("projects: %v, %v", projects, err)
	}
	id := (*projects.Projects)[0].Id
	token, err := client.KeystoneCreateUserTokenByPassword(&iammodel.KeystoneCreateUserTokenByPasswordRequest{
		Body: &iammodel.KeystoneCreateUserTokenByPasswordRequestBody{Auth: &iammodel.PwdAuth{
			Identity: &iammodel.PwdIdentity{
				Methods: []iammodel.PwdIdentityMethods{iammodel.GetPwdIdentityMethodsEnum().PASSWORD},
				Password: &iammodel.PwdPassword{User: &iammodel.PwdPasswordUser{
					Domain: &iammodel.PwdPasswordUserDomain{Name: "IAMDomain"}, Name: "IAMUser", Password: "IAMPassword",
				}},
			},
			Scope: &iammodel.AuthScope{Project: &iammodel.AuthScopeProject{Name: &name}},
		}},
	})
	if err != nil || token.XSubjectToken == nil || token.Token.Project.Id != id || token.Token.User.Name != "IAMUser" {
		t.Fatalf("token: %v, %v", token, err)
	}
	if token.Token.IssuedAt != "2018-12-17T12:55:00.000000Z" || token.Token.ExpiresAt != "2018-12-18T12:55:00.000000Z" {
		t.Errorf("it is valid from %s to %s", token.Token.IssuedAt, token.Token.ExpiresAt)
	}
}

// iamClient is the SDK's client of the identity service, with credentials that name
// neither an account nor a project.
func iamClient(t *testing.T, server *emulator.Server, access, secret string) *iam.IamClient {
	t.Helper()
	credentials, err := global.NewCredentialsBuilder().WithAk(access).WithSk(secret).WithIamEndpointOverride(server.URL).SafeBuild()
	if err != nil {
		t.Fatal(err)
	}
	client, err := iam.IamClientBuilder().WithRegion(region.NewRegion("cn-north-4", server.URL)).WithCredential(credentials).SafeBuild()
	if err != nil {
		t.Fatal(err)
	}
	return iam.NewIamClient(client)
}

// With global credentials and no account's id, the SDK looks that up, and reads the
// other answers of the identity service.
func TestAccountIsLookedUp(t *testing.T) {
	server := serveSigned(t)
	client := iamClient(t, server, "account-key", "any")
	domains, err := client.KeystoneListAuthDomains(&iammodel.KeystoneListAuthDomainsRequest{})
	if err != nil || len(*domains.Domains) != 1 {
		t.Fatalf("accounts: %v, %v", domains, err)
	}
	account := (*domains.Domains)[0]
	projects, err := client.KeystoneListAuthProjects(&iammodel.KeystoneListAuthProjectsRequest{})
	if err != nil || len(*projects.Projects) != 1 {
		t.Fatalf("projects: %v, %v", projects, err)
	}
	own := (*projects.Projects)[0]
	shown, err := client.KeystoneShowProject(&iammodel.KeystoneShowProjectRequest{ProjectId: own.Id})
	if err != nil || shown.Project.Name != "cn-north-4" || own.Name != "cn-north-4" || shown.Project.DomainId != account.Id || account.Name != "IAMDomain" {
		t.Errorf("the project is %v, %v, of %v: %v", own, shown, account, err)
	}
	regions, err := client.KeystoneListRegions(&iammodel.KeystoneListRegionsRequest{})
	if err != nil || len(*regions.Regions) == 0 || (*regions.Regions)[0].Id != "cn-north-4" || (*regions.Regions)[0].Locales.EnUs != "CN North-Beijing4" {
		t.Errorf("regions: %v, %v", regions, err)
	}
}

// A temporary key signs calls with its security token, until it expires.
func TestTemporaryKey(t *testing.T) {
	server := serveSigned(t)
	got, err := iamClient(t, server, "the-key", "the-secret").CreateTemporaryAccessKeyByToken(&iammodel.CreateTemporaryAccessKeyByTokenRequest{
		Body: &iammodel.CreateTemporaryAccessKeyByTokenRequestBody{Auth: &iammodel.TokenAuth{Identity: &iammodel.TokenAuthIdentity{
			Methods: []iammodel.TokenAuthIdentityMethods{iammodel.GetTokenAuthIdentityMethodsEnum().TOKEN},
		}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	key := got.Credential
	if key.ExpiresAt != "2018-12-17T13:10:00.000000Z" {
		t.Errorf("it expires at %s", key.ExpiresAt)
	}
	list := func(security string) error {
		credentials, err := basic.NewCredentialsBuilder().WithAk(key.Access).WithSk(key.Secret).WithSecurityToken(security).WithProjectId(projectID).SafeBuild()
		if err != nil {
			t.Fatal(err)
		}
		client, err := ges.GesClientBuilder().WithEndpoint(server.URL).WithCredential(credentials).SafeBuild()
		if err != nil {
			t.Fatal(err)
		}
		_, err = ges.NewGesClient(client).ListJobs(&model.ListJobsRequest{})
		return err
	}
	if err := list(key.Securitytoken); err != nil {
		t.Error(err)
	}
	wantGatewayError(t, list(""), 401, "APIGW.0301", "Incorrect IAM authentication information: ak "+key.Access+" not exist")
	wantGatewayError(t, list("another"), 401, "APIGW.0301", "Incorrect IAM authentication information: decrypt token fail")
	server.Project(projectID).Advance(15 * time.Minute)
	wantGatewayError(t, list(key.Securitytoken), 401, "APIGW.0301", "Incorrect IAM authentication information: token expires, expires_at: 2018-12-17T13:10:00.000000Z")
}

// A key that the account may use for lists only.
func TestDeniedKey(t *testing.T) {
	server := emulator.Start(t, emulator.WithScenarioYAML("denied.yaml", []byte(`
version: 1
auth: {mode: signature, keys: [{access: reader, secret: s, deny: [ShowJob]}]}
projects: {"*": {}}
`)))
	client := connectWith(t, server, "reader", "s")
	if _, err := client.ListJobs(&model.ListJobsRequest{}); err != nil {
		t.Error(err)
	}
	_, err := client.ShowJob(&model.ShowJobRequest{GraphId: "g", JobId: "j"})
	wantGatewayError(t, err, 403, "APIGW.0302", "The IAM user is not authorized to access the API.")
}

// The identity service can fail too: a client that tries again gets its project.
func TestIdentityServiceFails(t *testing.T) {
	server := emulator.Start(t, emulator.WithScenarioYAML("failing.yaml", []byte(`
version: 1
projects: {"*": {}}
faults: [{name: first-look-up, operations: [KeystoneListProjects], when: {calls: 1}, reply: {errorCode: APIGW.0613}}]
`)))
	build := func() error {
		credentials, err := basic.NewCredentialsBuilder().WithAk("retried").WithSk("any").WithIamEndpointOverride(server.URL).SafeBuild()
		if err != nil {
			t.Fatal(err)
		}
		_, err = ges.GesClientBuilder().WithRegion(region.NewRegion("cn-north-4", server.URL)).WithCredential(credentials).SafeBuild()
		return err
	}
	if err := build(); err == nil || !strings.Contains(err.Error(), "APIGW.0613") {
		t.Errorf("the first time: %v", err)
	}
	if err := build(); err != nil {
		t.Errorf("the second time: %v", err)
	}
}
