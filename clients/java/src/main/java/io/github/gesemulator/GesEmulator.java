package io.github.gesemulator;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** A running emulator: one that this process starts, or one that runs already. */
public final class GesEmulator implements AutoCloseable {
  private static final long START_SECONDS = 10;
  private static final long STOP_SECONDS = 10;

  private final String url;
  private final Control control;
  private final Process process; // null: it ran already

  private GesEmulator(String url, Control control, Process process) {
    this.url = url;
    this.control = control;
    this.process = process;
  }

  /**
   * Starts an emulator on a free port, or connects to the one that GES_EMULATOR_URL names. It ends with this process,
   * however that ends.
   *
   * @param scenario a built-in one, or a file
   * @param flags further ones of {@code ges-emulator serve}
   * @throws IllegalStateException if it does not start
   */
  public static GesEmulator start(String scenario, String... flags) {
    Map<String, String> env = System.getenv();
    if (env.containsKey("GES_EMULATOR_URL")) {
      String url = env.get("GES_EMULATOR_URL").replaceAll("/$", "");
      String control = env.getOrDefault("GES_EMULATOR_CONTROL_URL", url).replaceAll("/$", "");
      return new GesEmulator(url, new Control(control, env.get("GES_EMULATOR_CONTROL_TOKEN")), null);
    }
    String binary = System.getProperty("ges.emulator.bin", env.getOrDefault("GES_EMULATOR_BIN", "ges-emulator"));
    List<String> command = new ArrayList<>(List.of(binary, "serve", scenario, "--addr", "127.0.0.1:0"));
    command.addAll(List.of("--exit-on-stdin-eof", "--log-level", "warn"));
    command.addAll(List.of(flags));
    try {
      Path log = Files.createTempFile("ges-emulator", ".log");
      log.toFile().deleteOnExit();
      Process process = new ProcessBuilder(command).redirectError(log.toFile()).start();
      String url = firstUrl(process, log);
      return new GesEmulator(url, new Control(url, null), process);
    } catch (IOException e) {
      throw new IllegalStateException(
          "there is no ges-emulator: name it by GES_EMULATOR_BIN, or put it on the path with `go install "
              + "github.com/ges-emulator/ges-emulator/cmd/ges-emulator@latest`; GES_EMULATOR_URL names one that runs already",
          e);
    }
  }

  /** Reads the first line, which says where the emulator listens. */
  private static String firstUrl(Process process, Path log) throws IOException {
    Thread timer =
        new Thread(
            () -> {
              try {
                if (!process.waitFor(START_SECONDS, TimeUnit.SECONDS)) {
                  process.destroyForcibly();
                }
              } catch (InterruptedException e) {
                // it has started
              }
            });
    timer.setDaemon(true);
    timer.start();
    BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line = Optional.ofNullable(out.readLine()).orElse("");
    timer.interrupt();
    String prefix = "listening on ";
    if (!line.startsWith(prefix)) {
      process.destroyForcibly();
      throw new IllegalStateException("the emulator does not start: " + line + "\n" + Files.readString(log));
    }
    return line.substring(prefix.length());
  }

  /** Returns where the emulated API is. */
  public String url() {
    return url;
  }

  /** Returns the id of its process; empty if it ran already. */
  public Optional<Long> pid() {
    return Optional.ofNullable(process).map(Process::pid);
  }

  /** Returns a new project, whose id begins with a name. */
  public GesProject project(String name) {
    String prefix = name.replaceAll("[^A-Za-z0-9]+", ""); // what version 2 allows in an id
    prefix = prefix.substring(0, Math.min(50, prefix.length()));
    return named((prefix.isEmpty() ? "p" : prefix) + UUID.randomUUID().toString().replace("-", "").substring(0, 12));
  }

  /** Returns the project with an id. */
  public GesProject named(String id) {
    return new GesProject(control, url, id);
  }

  /** Stops the emulator, if it was started here. It answers open calls first. */
  @Override
  public void close() {
    if (process == null) {
      return;
    }
    try {
      process.getOutputStream().close(); // which ends it
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
