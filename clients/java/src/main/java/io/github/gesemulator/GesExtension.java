package io.github.gesemulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Gives tests a {@link GesProject} of their own, and the {@link GesEmulator}, as parameters. One emulator is started for
 * a run. A test whose client violates the contract fails; a failing test shows its calls, and writes its report.
 */
public final class GesExtension implements ParameterResolver, AfterTestExecutionCallback {
  private static final Namespace NAMESPACE = Namespace.create(GesExtension.class);
  private static final int MAX_CALLS = 50; // that a failing test shows

  /** The emulator of a run, closed with it. */
  private static final class Shared implements Store.CloseableResource, AutoCloseable {
    private final GesEmulator emulator = GesEmulator.start("default");

    @Override
    public void close() {
      emulator.close();
    }
  }

  /** A constructor's parameter is of the test, not of its class. */
  @Override
  public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext root) {
    return ExtensionContextScope.TEST_METHOD;
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == GesProject.class || type == GesEmulator.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    GesEmulator emulator =
        context.getRoot().getStore(NAMESPACE).getOrComputeIfAbsent("emulator", k -> new Shared(), Shared.class).emulator;
    if (parameter.getParameter().getType() == GesEmulator.class) {
      return emulator;
    }
    // All of a test: its constructor, its set-up and itself get the same project.
    return context.getStore(NAMESPACE).getOrComputeIfAbsent("project", k -> create(emulator, context), GesProject.class);
  }

  private static GesProject create(GesEmulator emulator, ExtensionContext context) {
    GesProject project = emulator.project(context.getTestMethod().map(m -> m.getName()).orElse("test"));
    scenario(context).ifPresent(s -> project.load(s.value()));
    return project;
  }

  /** The scenario of the test, or of the innermost class around it that has one. */
  private static Optional<GesScenario> scenario(ExtensionContext context) {
    Optional<GesScenario> found = AnnotationSupport.findAnnotation(context.getElement(), GesScenario.class);
    return found.isPresent() ? found : context.getParent().flatMap(GesExtension::scenario);
  }

  @Override
  public void afterTestExecution(ExtensionContext context) {
    GesProject project = context.getStore(NAMESPACE).get("project", GesProject.class);
    if (project == null) {
      return;
    }
    if (context.getExecutionException().isPresent()) {
      context.publishReportEntry("ges-emulator", describe(project, context));
      System.err.println(describe(project, context));
      return;
    }
    if (scenario(context).map(GesScenario::allowViolations).orElse(false)) {
      return;
    }
    List<String> found =
        project.violations().stream()
            .filter(v -> v.path("severity").asText().equals("error"))
            .map(v -> "- " + v.path("message").asText())
            .collect(Collectors.toList());
    if (!found.isEmpty()) {
      throw new AssertionError("the client violated the contract:\n" + String.join("\n", found));
    }
  }

  private static String describe(GesProject project, ExtensionContext context) {
    List<JsonNode> calls = project.calls();
    StringBuilder text = new StringBuilder("ges-emulator, " + project + ": now " + project.now());
    text.append(", ").append(calls.size()).append(" calls\n");
    for (JsonNode c : calls.subList(Math.max(0, calls.size() - MAX_CALLS), calls.size())) {
      String query = c.path("query").asText();
      text.append("  ").append(c.path("now").asText()).append(' ').append(c.path("method").asText()).append(' ');
      text.append(c.path("path").asText()).append(query.isEmpty() ? "" : "?" + query).append(" -> ");
      text.append(c.path("status").isNull() ? "broken" : c.path("status").asText());
      text.append(c.path("fault").isNull() ? "" : " by fault " + c.path("fault").asText()).append('\n');
      c.path("violations").forEach(v -> text.append("    ! ").append(v.path("message").asText()).append('\n'));
    }
    Path folder = Path.of(Optional.ofNullable(System.getenv("GES_EMULATOR_REPORTS")).orElse("target/ges-reports"));
    String name = context.getRequiredTestClass().getSimpleName() + "-" + project.id() + ".json";
    try {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve(name), project.report());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.append("open it in the console, at the emulator's address: ").append(folder.resolve(name)).toString();
  }
}
