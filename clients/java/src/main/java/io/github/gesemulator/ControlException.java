package io.github.gesemulator;

import com.fasterxml.jackson.databind.JsonNode;

/** An answer of the control API that is an error: what is wrong, and what to do. */
public final class ControlException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String hint;
  private final transient JsonNode body;

  ControlException(String call, int status, String error, String hint, JsonNode body) {
    super((call + ": " + status + " " + error + "\n" + hint).strip());
    this.status = status;
    this.hint = hint;
    this.body = body;
  }

  /** Returns the HTTP status. */
  public int status() {
    return status;
  }

  /** Returns what to do about it; empty if that is unknown. */
  public String hint() {
    return hint;
  }

  /** Returns the whole answer. */
  public JsonNode body() {
    return body;
  }
}
