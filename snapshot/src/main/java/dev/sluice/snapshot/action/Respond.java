package dev.sluice.snapshot.action;

import dev.sluice.snapshot.filter.HeaderEdits;
import java.util.List;

/**
 * Answers with a fixed response.
 *
 * @param status 200 to 599
 */
public record Respond(int status, List<HeaderEdits.Header> headers, String body) implements Action {
  public Respond {
    headers = List.copyOf(headers);
    if (status < 200 || status > 599) {
      throw new IllegalArgumentException("response status: " + status);
    }
  }

  @Override
  public <R> R on(Cases<R> cases) {
    return cases.respond(this);
  }
}
