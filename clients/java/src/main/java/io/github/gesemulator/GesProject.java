package io.github.gesemulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One project of an emulator, with jobs, a clock and counters of its own. Times are virtual, UTC, such as
 * {@code 2018-12-17T12:55:00}. Keys and answers are those of the control API; its errors are {@link
 * ControlException}.
 */
public final class GesProject {
  private static final Map<String, Object> ALL = Map.of("limit", Integer.MAX_VALUE);

  private final Control control;
  private final String endpoint;
  private final String id;
  private final String path;

  GesProject(Control control, String endpoint, String id) {
    this.control = control;
    this.endpoint = endpoint;
    this.id = id;
    this.path = "projects/" + escape(id);
  }

  /** Returns the project's id. */
  public String id() {
    return id;
  }

  /** Returns what SDKs take as the endpoint of the service. */
  public String endpoint() {
    return endpoint;
  }

  /** Returns the emulated API with this project. */
  public String url() {
    return endpoint + "/v1.0/" + id;
  }

  /** Returns an access key; any is taken unless the scenario has some. */
  public String ak() {
    return "ges-emulator-ak";
  }

  /** Returns the secret of {@link #ak}. */
  public String sk() {
    return "ges-emulator-sk";
  }

  /** Returns variables by which the vendor's SDKs find credentials, for a process under test. */
  public Map<String, String> env() {
    return Map.of(
        "HUAWEICLOUD_SDK_AK", ak(),
        "HUAWEICLOUD_SDK_SK", sk(),
        "HUAWEICLOUD_SDK_PROJECT_ID", id,
        "HUAWEICLOUD_SDK_IAM_ENDPOINT", endpoint);
  }

  /** Returns virtual now. */
  public String now() {
    return get("clock").path("now").asText();
  }

  /** Moves time, back if the duration is negative, and returns what changed. */
  public List<JsonNode> advance(Duration by) {
    return advance("by", by.toNanos() + "ns");
  }

  /** Moves time by 52s, 1h30m or -2d. */
  public List<JsonNode> advance(String by) {
    return advance("by", by);
  }

  /** Moves to a time, forwards or back. */
  public List<JsonNode> advanceTo(String time) {
    return advance("to", time);
  }

  /** Moves to the next change of any job. */
  public List<JsonNode> next() {
    return advance("to", "next");
  }

  /** Moves back to the last change of any job before now. */
  public List<JsonNode> previous() {
    return advance("to", "previous");
  }

  /** Moves to the scenario's start. Unlike {@link #reset} that changes nothing else. */
  public List<JsonNode> start() {
    return advance("to", "start");
  }

  /** Moves to the end of the last job that ends. */
  public List<JsonNode> end() {
    return advance("to", "end");
  }

  /** Moves to the first moment at which a job has a status. */
  public List<JsonNode> until(String jobId, String status) {
    return advance("until", Map.of("jobId", jobId, "status", status));
  }

  private List<JsonNode> advance(String key, Object target) {
    return list(send("POST", "clock/advance", Map.of(key, target)), "changes");
  }

  /** Changes mode, step, rate or now of the clock, and returns it. */
  public JsonNode clock(Map<String, ?> changes) {
    return send("PATCH", "clock", changes);
  }

  /** Lists all jobs, future ones included. */
  public List<JsonNode> jobs() {
    return list(get("jobs", ALL), "jobs");
  }

  /** Adds a job, which begins now unless the further keys, as in a scenario, say otherwise. */
  public JsonNode addJob(String jobName, String relatedGraph, Map<String, ?> keys) {
    return send("POST", "jobs", with(with(keys, "jobName", jobName), "relatedGraph", relatedGraph));
  }

  /** Changes a job's future: outcome, failReason, endAt. */
  public JsonNode patchJob(String jobId, Map<String, ?> patch) {
    return send("PATCH", "jobs/" + escape(jobId), patch);
  }

  /** Removes a job and its past. */
  public void removeJob(String jobId) {
    send("DELETE", "jobs/" + escape(jobId), null);
  }

  /** Lists all graphs, past and future ones included. */
  public List<JsonNode> graphs() {
    return list(get("graphs", ALL), "graphs");
  }

  /** Adds a graph, which is there from now on. */
  public JsonNode addGraph(String name, Map<String, ?> keys) {
    return send("POST", "graphs", with(keys, "name", name));
  }

  /** Gives a graph a status: running, stopped, faulty, frozen, creationFailed. */
  public JsonNode patchGraph(String graphId, String status) {
    return send("PATCH", "graphs/" + escape(graphId), Map.of("status", status));
  }

  /** Says what becomes of jobs that clients submit from now on. */
  public JsonNode addSubmitRule(String name, Map<String, ?> keys) {
    return send("POST", "submit-rules", with(keys, "name", name));
  }

  /** Removes a rule, also one of the scenario. */
  public void removeSubmitRule(String name) {
    send("DELETE", "submit-rules/" + escape(name), null);
  }

  /** Answers calls with an error code, under conditions such as calls, from, until, and returns the fault's name. */
  public String addFault(String errorCode, Map<String, ?> when) {
    return addFault(Map.of("reply", Map.of("errorCode", errorCode), "when", when));
  }

  /** Answers calls with an HTTP status, under conditions. */
  public String addFault(int status, Map<String, ?> when) {
    return addFault(Map.of("reply", Map.of("status", status), "when", when));
  }

  /** Adds a fault with its keys in a scenario, and returns its name. */
  public String addFault(Map<String, ?> fault) {
    Object name = fault.containsKey("name") ? fault.get("name") : "fault-" + (faults().size() + 1);
    return send("POST", "faults", with(fault, "name", name)).path("name").asText();
  }

  /** Lists the faults in the order in which they are tried, with how often each applied. */
  public List<JsonNode> faults() {
    return list(get("faults"), "faults");
  }

  /** Removes a fault, also one of the scenario. */
  public void removeFault(String name) {
    send("DELETE", "faults/" + escape(name), null);
  }

  /** Lists the calls of clients, oldest first. */
  public List<JsonNode> calls() {
    return calls(Map.of());
  }

  /** Lists calls by operation, status, fault, violations, since, limit. */
  public List<JsonNode> calls(Map<String, ?> filter) {
    return list(get("requests", filter), "requests");
  }

  /** Lists what clients did that the contract does not allow. */
  public List<JsonNode> violations() {
    return list(get("violations"), "violations");
  }

  /** Lists the pollers, with their gaps and what is wrong about them. */
  public List<JsonNode> polling() {
    return list(get("polling"), "pollers");
  }

  /**
   * Throws an AssertionError for faults that never applied, violations, and pollers that break a rule:
   * minGap, maxGap, stopsAfterEnd, keepsRetryAfter, fetchesAllPages, retriesFailures, maxAtOnce, minCalls.
   */
  public void verify(Map<String, ?> rules) {
    try {
      get("verify", rules);
    } catch (ControlException e) {
      if (e.status() != 409) {
        throw e;
      }
      StringBuilder text = new StringBuilder("project " + id + ":");
      e.body().path("problems").forEach(p -> text.append("\n- ").append(p.path("message").asText()));
      throw new AssertionError(text.toString(), e);
    }
  }

  /** Returns the complete state of the project. */
  public JsonNode snapshot() {
    return get("snapshot");
  }

  /** Puts the project, or another one, back to a state. */
  public void restore(JsonNode snapshot) {
    send("PUT", "snapshot", snapshot.toString());
  }

  /** Puts the project back to the scenario's start. */
  public void reset() {
    send("POST", "reset", null);
  }

  /** Undoes the newest change of these methods, and returns what it was. */
  public String undo() {
    return send("POST", "undo", null).path("undone").path("what").asText();
  }

  /** Gives the project another scenario: a built-in one by its name, or YAML. */
  public void load(String scenario) {
    boolean text = scenario.indexOf('\n') >= 0 || scenario.indexOf(':') >= 0;
    send("PUT", "scenario", text ? scenario : Map.of("builtin", scenario));
  }

  /** Gives the project the scenario of a file. */
  public void load(Path file) {
    try {
      send("PUT", "scenario?file=" + escape(file.getFileName().toString()), Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the project as a scenario file, with all that was changed. */
  public String scenario() {
    return control.text("GET", path + "/scenario", null);
  }

  /** Returns all there is to know of the project, as the file that the console opens. */
  public String report() {
    return control.text("GET", path + "/report", null);
  }

  @Override
  public String toString() {
    return "project " + id + " at " + endpoint;
  }

  private JsonNode get(String rest) {
    return get(rest, Map.of());
  }

  private JsonNode get(String rest, Map<String, ?> query) {
    String pairs =
        query.entrySet().stream()
            .map(e -> escape(e.getKey()) + "=" + escape(String.valueOf(e.getValue())))
            .collect(Collectors.joining("&"));
    return send("GET", rest + (pairs.isEmpty() ? "" : "?" + pairs), null);
  }

  private JsonNode send(String method, String rest, Object body) {
    return control.json(method, path + "/" + rest, body);
  }

  private static List<JsonNode> list(JsonNode answer, String key) {
    List<JsonNode> list = new ArrayList<>();
    answer.path(key).forEach(list::add);
    return list;
  }

  private static Map<String, Object> with(Map<String, ?> keys, String key, Object value) {
    Map<String, Object> all = new LinkedHashMap<>(keys);
    all.put(key, value);
    return all;
  }

  private static String escape(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
