package io.github.gesemulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Every verb, against an emulator. */
@ExtendWith(GesExtension.class)
@GesScenario("import-lifecycle")
class VerbsTest {
  /** Calls a project as a client; 0: the connection broke. */
  static int get(String url, String... headers) throws InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString()).statusCode();
    } catch (IOException e) {
      return 0;
    }
  }

  private static JsonNode imported(GesProject p) {
    return p.jobs().stream().filter(j -> j.path("jobName").asText().equals("ImportGraph")).findFirst().orElseThrow();
  }

  private static List<String> texts(List<JsonNode> list, String key) {
    return list.stream().map(n -> n.path(key).asText()).collect(Collectors.toList());
  }

  @Test
  void timeMovesBothWays(GesProject p) {
    assertEquals("2018-12-17T12:55:00", p.now());
    p.advance(Duration.ofSeconds(15));
    assertEquals("running", imported(p).path("status").asText());
    p.advance("-15s");
    assertEquals("waiting", imported(p).path("status").asText());
    assertTrue(texts(p.next(), "to").contains("running"));
    p.end();
    assertEquals("success", imported(p).path("status").asText());
    p.previous();
    p.start();
    assertEquals("2018-12-17T12:55:00", p.now());
    p.until(imported(p).path("jobId").asText(), "success");
    assertEquals("2018-12-17T12:56:07", p.now());
    p.advanceTo("2018-12-17T12:55:01");
    assertEquals(2, p.clock(Map.of("mode", "realtime", "rate", 2)).path("rate").asInt());
  }

  @Test
  void jobsAndGraphsAreChanged(GesProject p) {
    assertTrue(p.addJob("ExportGraph", "movies", Map.of("running", "forever", "jobId", "mine")).path("end").isNull());
    assertEquals("failed", p.patchJob("mine", Map.of("outcome", "failed", "endAt", "now")).path("status").asText());
    assertEquals("patch job mine", p.undo());
    p.removeJob("mine");
    ControlException gone = assertThrows(ControlException.class, () -> p.removeJob("mine"));
    assertEquals(404, gone.status());
    assertFalse(gone.hint().isEmpty());
    String graph = p.addGraph("own", Map.of("status", "stopped")).path("graphId").asText();
    assertEquals("frozen", p.patchGraph(graph, "frozen").path("state").asText());
    assertTrue(texts(p.graphs(), "name").contains("own"));
    p.addSubmitRule("fails", Map.of("jobName", "ImportGraph", "outcome", "failed"));
    p.removeSubmitRule("fails");
  }

  @Test
  void faultsBreakCalls(GesProject p) throws Exception {
    assertEquals("fault-1", p.addFault("GES.9999", Map.of("calls", 1)));
    p.addFault(503, Map.of("calls", 2));
    p.addFault(Map.of("name", "mine", "connection", "reset", "when", Map.of("calls", List.of(3, 4))));
    List<Integer> statuses = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      statuses.add(get(p.url() + "/graphs/jobs"));
    }
    assertEquals(List.of(400, 503), statuses);
    assertEquals(0, get(p.url() + "/graphs/jobs"));
    p.removeFault("mine");
    assertEquals(200, get(p.url() + "/graphs/jobs"));
    assertEquals(List.of("fault-2"), texts(p.calls(Map.of("status", 503)), "fault"));
    assertEquals(List.of("1", "1"), texts(p.faults(), "applied"));
  }

  @Test
  @GesScenario(value = "import-lifecycle", allowViolations = true)
  void whatClientsDid(GesProject p) throws Exception {
    get(p.url() + "/graphs/jobs?limt=3", "X-Auth-Token", "secret");
    get(p.url() + "/graphs/jobs", "X-Auth-Token", "secret");
    assertEquals(2, p.calls().size());
    assertEquals(1, p.calls(Map.of("violations", true)).size());
    assertFalse(p.calls().toString().contains("secret"));
    assertEquals(List.of("limit"), texts(p.violations(), "didYouMean"));
    assertEquals(List.of("2"), texts(p.polling(), "calls"));
    assertTrue(assertThrows(AssertionError.class, () -> p.verify(Map.of("minGap", "1m"))).getMessage().contains("too eager"));
    assertThrows(ControlException.class, () -> p.verify(Map.of("mingap", "1m")));
  }

  @Test
  void stateAndScenarios(GesProject p, GesEmulator emulator, @TempDir Path folder) throws IOException {
    p.advance("40s");
    GesProject other = emulator.project("other");
    other.restore(p.snapshot());
    assertEquals(p.jobs(), other.jobs());
    GesProject taken = emulator.project("taken");
    taken.load(p.scenario());
    taken.advanceTo(p.now());
    assertEquals(p.jobs(), taken.jobs());
    p.reset();
    assertEquals("2018-12-17T12:55:00", p.now());
    assertTrue(other.report().contains("\"project\":\"" + other.id() + "\""));
    String text = "version: 1\nprojects:\n  '*':\n    jobs: [{jobName: StopGraph, relatedGraph: g, begin: 0s}]\n";
    Path file = Files.writeString(folder.resolve("mine.yaml"), text);
    other.load(file);
    assertEquals(List.of("StopGraph"), texts(other.jobs(), "jobName"));
    Files.writeString(file, text.replace("begin", "begn"));
    assertTrue(assertThrows(ControlException.class, () -> other.load(file)).getMessage().contains("did you mean begin"));
  }

  @Test
  void anEmulatorOfItsOwn() {
    try (GesEmulator own = GesEmulator.start("empty", "--control-token", "s3cret")) {
      assertEquals(401, assertThrows(ControlException.class, () -> own.project("x").now()).status());
    }
    assertTrue(
        assertThrows(IllegalStateException.class, () -> GesEmulator.start("import-lifecyle")).getMessage().contains("did you mean"));
  }
}
