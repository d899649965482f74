package io.github.gesemulator;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The README's example, to the letter. */
@ExtendWith(GesExtension.class)
@GesScenario("import-lifecycle")
class ImportTest {
  @Test
  void anImportIsFollowed(GesProject p) throws Exception {
    URI running = URI.create(p.url() + "/graphs/jobs?graphName=test1217&status=running");
    p.advance(Duration.ofSeconds(20));
    var answer = HttpClient.newHttpClient().send(HttpRequest.newBuilder(running).build(), BodyHandlers.ofString());
    assertTrue(answer.body().startsWith("{\"jobCount\":1,"), answer.body());
  }
}
