package dev.sluice.snapshot.match;

import java.util.List;

/**
 * One alternative of a rule's {@code matches}: all of it must hold.
 *
 * @param methods any of these; empty: every method
 */
public record RequestMatch(
    PathMatch path,
    List<String> methods,
    List<NamedMatch> headers,
    List<NamedMatch> query,
    List<NamedMatch> cookies) {
  public RequestMatch {
    methods = List.copyOf(methods);
    headers = List.copyOf(headers);
    query = List.copyOf(query);
    cookies = List.copyOf(cookies);
  }
}
