package io.github.gesemulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.huaweicloud.sdk.core.auth.BasicCredentials;
import com.huaweicloud.sdk.core.exception.ConnectionException;
import com.huaweicloud.sdk.core.exception.ServiceResponseException;
import com.huaweicloud.sdk.ges.v1.model.CreateBackupRequest;
import com.huaweicloud.sdk.ges.v1.model.CreateGraphReq;
import com.huaweicloud.sdk.ges.v1.model.CreateGraphRequest;
import com.huaweicloud.sdk.ges.v1.model.DeleteGraphRequest;
import com.huaweicloud.sdk.ges.v1.model.ExportGraphReq;
import com.huaweicloud.sdk.ges.v1.model.ExportGraphRequest;
import com.huaweicloud.sdk.ges.v1.model.Graph;
import com.huaweicloud.sdk.ges.v1.model.ImportGraphReq;
import com.huaweicloud.sdk.ges.v1.model.ImportGraphRequest;
import com.huaweicloud.sdk.ges.v1.model.ListGraphBackupsRequest;
import com.huaweicloud.sdk.ges.v1.model.ListJobsRequest;
import com.huaweicloud.sdk.ges.v1.model.ListJobsResponse;
import com.huaweicloud.sdk.ges.v1.model.ShowGraphRequest;
import com.huaweicloud.sdk.ges.v1.model.ShowJobRequest;
import com.huaweicloud.sdk.ges.v1.model.ShowJobResponse;
import com.huaweicloud.sdk.ges.v1.model.StartGraphReq;
import com.huaweicloud.sdk.ges.v1.model.StartGraphRequest;
import com.huaweicloud.sdk.ges.v1.model.StopGraphRequest;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The vendor's own SDK, unmodified, version 1 and 2. */
@ExtendWith(GesExtension.class)
@GesScenario("every-status")
class SdkTest {
  private static BasicCredentials credentials(GesProject p, String ak, String sk) {
    return new BasicCredentials().withAk(ak).withSk(sk).withProjectId(p.id());
  }

  private static com.huaweicloud.sdk.ges.v1.GesClient v1(GesProject p) {
    return v1(p, p.ak(), p.sk());
  }

  private static com.huaweicloud.sdk.ges.v1.GesClient v1(GesProject p, String ak, String sk) {
    return com.huaweicloud.sdk.ges.v1.GesClient.newBuilder()
        .withCredential(credentials(p, ak, sk))
        .withEndpoint(p.endpoint())
        .build();
  }

  private static com.huaweicloud.sdk.ges.v2.GesClient v2(GesProject p) {
    return com.huaweicloud.sdk.ges.v2.GesClient.newBuilder()
        .withCredential(credentials(p, p.ak(), p.sk()))
        .withEndpoint(p.endpoint())
        .build();
  }

  @Test
  void listsInVersion1(GesProject p) {
    ListJobsResponse answer = v1(p).listJobs(new ListJobsRequest().withLimit("100").withOffset("0"));
    assertTrue(answer.getJobCount() > 5);
    assertEquals(answer.getJobCount(), answer.getJobList().size());
    answer.getJobList().forEach(job -> {
      assertEquals("GraphManagement", job.getJobType());
      assertTrue(job.getBeginTime() != null && job.getStatus() != null && job.getRelatedGraph() != null);
    });
  }

  @Test
  void listsInVersion2(GesProject p) {
    var answer = v2(p).listJobs2(new com.huaweicloud.sdk.ges.v2.model.ListJobs2Request().withLimit("100"));
    assertEquals(answer.getJobCount(), answer.getJobList().size());
    assertEquals(v1(p).listJobs(new ListJobsRequest()).getJobCount(), answer.getJobCount());
  }

  @Test
  void errorsHaveTheirStatus(GesProject p) {
    for (int status : new int[] {400, 401, 403, 404, 429, 500, 503}) {
      String fault = p.addFault(status, Map.of("calls", 1));
      assertEquals(
          status,
          assertThrows(ServiceResponseException.class, () -> v1(p).listJobs(new ListJobsRequest())).getHttpStatusCode());
      p.removeFault(fault);
    }
    p.addFault(Map.of("connection", "reset", "when", Map.of("calls", "1-9")));
    assertThrows(ConnectionException.class, () -> v1(p).listJobs(new ListJobsRequest()));
  }

  @Test
  void signaturesAreChecked(GesProject p) {
    p.load("version: 1\nauth: {mode: signature, keys: [{access: AK, secret: SK}]}\nprojects: {'*': {}}\n");
    ListJobsRequest request = new ListJobsRequest().withGraphName("a b/ü");
    assertEquals(0, v1(p, "AK", "SK").listJobs(request).getJobCount());
    assertEquals(
        401, assertThrows(ServiceResponseException.class, () -> v1(p, "AK", "other").listJobs(request)).getHttpStatusCode());
  }

  @Test
  void everyFieldIsRead(GesProject p) throws Exception {
    JsonNode plain = raw(p, "/v1.0/" + p.id() + "/graphs/jobs?limit=100");
    int fields = same(JSON.valueToTree(v1(p).listJobs(new ListJobsRequest().withLimit("100")).getJobList()), plain.get("jobList"));
    assertTrue(fields > 50, () -> fields + " fields");
    JsonNode plain2 = raw(p, "/v2/" + p.id() + "/graphs/jobs?limit=100");
    var request = new com.huaweicloud.sdk.ges.v2.model.ListJobs2Request().withLimit("100");
    assertEquals(fields, same(JSON.valueToTree(v2(p).listJobs2(request).getJobList()), plain2.get("job_list")));
  }

  /** Holds each field that the SDK's model has to the raw JSON, and counts them. */
  private static int same(JsonNode model, JsonNode plain) {
    if (model.isValueNode()) {
      assertEquals(plain.isNumber() ? plain.asDouble() : plain.asText(), model.isNumber() ? model.asDouble() : model.asText());
      return 1;
    }
    int count = 0;
    if (model.isArray()) {
      assertEquals(plain.size(), model.size());
      for (int i = 0; i < model.size(); i++) {
        count += same(model.get(i), plain.get(i));
      }
      return count;
    }
    for (var field : model.properties()) {
      assertTrue(plain.has(field.getKey()), field.getKey());
      count += same(field.getValue(), plain.get(field.getKey()));
    }
    return count;
  }

  @Test
  @GesScenario("empty")
  void aDeploymentFromCreateToDelete(GesProject p) {
    var calls = v1(p);
    var graph = new Graph().withName("deployed").withGraphSizeTypeIndex("1").withVpcId("v").withSubnetId("s").withSecurityGroupId("g");
    String id = calls.createGraph(new CreateGraphRequest().withBody(new CreateGraphReq().withGraph(graph))).getId();
    assertEquals("100", calls.showGraph(new ShowGraphRequest().withGraphId(id)).getGraph().getStatus());
    p.end();
    assertEquals("200", calls.showGraph(new ShowGraphRequest().withGraphId(id)).getGraph().getStatus());
    String data = "bucket/edges.csv";
    var job = ended(p, id, calls.importGraph(new ImportGraphRequest().withGraphId(id).withActionId(ImportGraphRequest.ActionIdEnum.fromValue("import-graph"))
        .withBody(new ImportGraphReq().withEdgesetPath(data))).getJobId());
    assertEquals(data, job.getJobDetail().getEdgesetPath().get(0).getPath());
    ended(p, id, calls.exportGraph(new ExportGraphRequest().withGraphId(id).withActionId(ExportGraphRequest.ActionIdEnum.fromValue("export-graph"))
        .withBody(new ExportGraphReq().withGraphExportPath("bucket/out/").withEdgeSetName("e").withVertexSetName("v").withSchemaName("s"))).getJobId());
    ended(p, id, calls.createBackup(new CreateBackupRequest().withGraphId(id)).getJobId());
    ended(p, id, calls.stopGraph(new StopGraphRequest().withGraphId(id).withActionId(StopGraphRequest.ActionIdEnum.fromValue("stop"))).getJobId());
    String backup = calls.listGraphBackups(new ListGraphBackupsRequest().withGraphId(id)).getBackupList().get(0).getId();
    ended(p, id, calls.startGraph(new StartGraphRequest().withGraphId(id).withActionId(StartGraphRequest.ActionIdEnum.fromValue("start"))
        .withBody(new StartGraphReq().withGraphBackupId(backup))).getJobId());
    ended(p, id, calls.deleteGraph(new DeleteGraphRequest().withGraphId(id).withKeepBackup(false)).getJobId());
    assertThrows(ServiceResponseException.class, () -> calls.showGraph(new ShowGraphRequest().withGraphId(id)));
    assertEquals(0, v2(p).listGraphs2(new com.huaweicloud.sdk.ges.v2.model.ListGraphs2Request()).getGraphCount());
  }

  /** Lets a job end, well, and shows it. */
  private static ShowJobResponse ended(GesProject p, String graph, String job) {
    p.end();
    ShowJobResponse shown = v1(p).showJob(new ShowJobRequest().withGraphId(graph).withJobId(job));
    assertEquals("success", shown.getStatus());
    return shown;
  }

  @Test
  void itShowsCodesOfOneShapeOnly(GesProject p) {
    p.addFault("GES.9999", Map.of("calls", 1));
    var failure = assertThrows(ServiceResponseException.class, () -> v1(p).listJobs(new ListJobsRequest()));
    assertNull(failure.getErrorCode());
    assertEquals("{\"errorMessage\":\"failed\",\"errorCode\":\"GES.9999\"}", failure.getErrorMsg());
    p.load("version: 1\ncompat: {errorBody: error_code}\nprojects: {'*': {}}\n");
    p.addFault("GES.9999", Map.of("calls", 1));
    failure = assertThrows(ServiceResponseException.class, () -> v1(p).listJobs(new ListJobsRequest()));
    assertEquals("GES.9999", failure.getErrorCode());
    assertEquals("failed", failure.getErrorMsg());
    p.addFault("APIGW.0308", Map.of());
    failure = assertThrows(ServiceResponseException.class, () -> v1(p).listJobs(new ListJobsRequest()));
    assertEquals("APIGW.0308", failure.getErrorCode());
    assertEquals(2, p.calls().size()); // nothing is repeated
  }

  @Test
  void aDateThatIsOffIsRefused(GesProject p) {
    p.load("version: 1\nauth: {mode: signature, clock: virtual, keys: [{access: AK, secret: SK}]}\nprojects: {'*': {}}\n");
    var failure = assertThrows(ServiceResponseException.class, () -> v1(p, "AK", "SK").listJobs(new ListJobsRequest()));
    assertEquals("APIGW.0301", failure.getErrorCode());
    assertTrue(failure.getErrorMsg().contains("signature expired"), failure.getErrorMsg());
  }

  @Test
  void itLooksUpItsProjectFirst(GesProject p) {
    var credentials = new BasicCredentials().withAk("any").withSk("any").withIamEndpoint(p.endpoint());
    var calls = com.huaweicloud.sdk.ges.v1.GesClient.newBuilder().withCredential(credentials)
        .withRegion(new com.huaweicloud.sdk.core.region.Region("cn-north-4", p.endpoint())).build();
    assertTrue(calls.listJobs(new ListJobsRequest()).getJobCount() >= 0);
    assertFalse(credentials.getProjectId().isEmpty());
  }

  private static final ObjectMapper JSON = new ObjectMapper().setSerializationInclusion(JsonInclude.Include.NON_NULL);

  private static JsonNode raw(GesProject p, String path) throws Exception {
    return JSON.readTree(new java.net.URL(p.endpoint() + path));
  }
}
