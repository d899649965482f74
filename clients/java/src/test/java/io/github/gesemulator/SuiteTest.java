package io.github.gesemulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.EngineExecutionResults;

/** The extension, in suites of its own. */
class SuiteTest {
  private static EngineExecutionResults run(Class<?>... classes) {
    EngineTestKit.Builder suite =
        EngineTestKit.engine("junit-jupiter")
            .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
            .configurationParameter("junit.jupiter.execution.parallel.mode.default", "concurrent");
    Stream.of(classes).forEach(c -> suite.selectors(selectClass(c)));
    return suite.execute();
  }

  @Test
  void parallelNestedAndInheritedTestsHaveProjectsOfTheirOwn() {
    run(One.class, Two.class).testEvents().assertStatistics(s -> s.started(36).succeeded(36));
  }

  @Test
  void violationsAndFailuresAreShown() throws IOException {
    EngineExecutionResults results = run(Bad.class);
    results.testEvents().assertStatistics(s -> s.started(2).failed(2));
    String failures =
        results.testEvents().failed().stream().map(e -> e.getPayload().toString()).collect(Collectors.joining());
    assertTrue(failures.contains("did you mean limit"), failures);
    String told =
        results.allEvents().reportingEntryPublished().stream().map(e -> e.getPayload().toString()).collect(Collectors.joining());
    assertTrue(told.contains("/graphs/jobs?status=running -> 503 by fault fault-1"), told);
    try (Stream<Path> reports = Files.list(Path.of("target/ges-reports"))) {
      assertTrue(reports.anyMatch(f -> f.getFileName().toString().startsWith("Bad-fails")));
    }
  }

  @Test
  void aKilledRunLeavesNoEmulator() throws Exception {
    Process run =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Long.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String line = new String(run.getInputStream().readNBytes(8)).trim();
    ProcessHandle emulator = ProcessHandle.of(java.lang.Long.parseLong(line)).orElseThrow();
    run.destroyForcibly().waitFor();
    emulator.onExit().get(3, TimeUnit.SECONDS);
  }

  /** Starts an emulator, and is killed. */
  static final class Long {
    public static void main(String[] args) throws InterruptedException {
      System.out.printf("%8d%n", GesEmulator.start("empty").pid().orElseThrow());
      Thread.sleep(600_000);
    }
  }

  @ExtendWith(GesExtension.class)
  @GesScenario("import-lifecycle")
  abstract static class Base {
    private final GesProject own;

    Base(GesProject own) {
      this.own = own;
    }

    @RepeatedTest(6)
    void each(GesProject p) throws Exception {
      assertEquals(own.id(), p.id());
      p.advance("1s");
      assertEquals(200, VerbsTest.get(p.url() + "/graphs/jobs"));
      assertEquals(1, p.calls().size());
      assertEquals("2018-12-17T12:55:01", p.now());
    }

    @Nested
    class Inner {
      @RepeatedTest(12)
      void each(GesProject p) throws Exception {
        assertEquals(200, VerbsTest.get(p.url() + "/graphs/jobs"));
        assertEquals(1, p.calls().size());
      }
    }
  }

  @Tag("inner")
  static class One extends Base {
    One(GesProject own) {
      super(own);
    }
  }

  @Tag("inner")
  static class Two extends Base {
    Two(GesProject own) {
      super(own);
    }
  }

  @Tag("inner")
  @ExtendWith(GesExtension.class)
  @GesScenario("empty")
  static class Bad {
    @Test
    void violates(GesProject p) throws Exception {
      VerbsTest.get(p.url() + "/graphs/jobs?limt=1");
    }

    @Test
    void fails(GesProject p) throws Exception {
      p.addFault(java.util.Map.of("reply", java.util.Map.of("status", 503)));
      assertEquals(200, VerbsTest.get(p.url() + "/graphs/jobs?status=running"));
    }
  }
}
