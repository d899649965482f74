package io.github.gesemulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.huaweicloud.sdk.core.auth.BasicCredentials;
import com.huaweicloud.sdk.core.exception.ConnectionException;
import com.huaweicloud.sdk.core.exception.ServiceResponseException;
import com.huaweicloud.sdk.ges.v1.model.ListJobsRequest;
import com.huaweicloud.sdk.ges.v1.model.ListJobsResponse;
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
}
