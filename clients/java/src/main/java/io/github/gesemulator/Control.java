package io.github.gesemulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Calls of the control API of an emulator. */
final class Control {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String url;
  private final String token;

  Control(String url, String token) {
    this.url = url;
    this.token = token;
  }

  /** Makes a call below /_emulator/, and returns the text of its answer. A text is sent as it is. */
  String text(String method, String path, Object body) {
    try {
      HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + "/_emulator/" + path));
      request.timeout(Duration.ofMinutes(1));
      if (token != null) {
        request.header("Authorization", "Bearer " + token);
      }
      if (body == null) {
        request.method(method, BodyPublishers.noBody());
      } else {
        request.header("Content-Type", "application/json");
        String text = body instanceof String ? (String) body : JSON.writeValueAsString(body);
        request.method(method, BodyPublishers.ofString(text));
      }
      HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
      if (answer.statusCode() >= 400) {
        throw error(method + " " + path, answer);
      }
      return answer.body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while calling the emulator", e);
    }
  }

  /** Makes a call, and returns its answer; a missing node if that is empty. */
  JsonNode json(String method, String path, Object body) {
    String text = text(method, path, body);
    try {
      return text.isEmpty() ? MissingNode.getInstance() : JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ControlException error(String call, HttpResponse<String> answer) {
    JsonNode body;
    try {
      body = JSON.readTree(answer.body());
    } catch (IOException e) {
      body = TextNode.valueOf(answer.body());
    }
    String error = body.path("error").asText(answer.body());
    return new ControlException(call, answer.statusCode(), error, body.path("hint").asText(""), body);
  }
}
