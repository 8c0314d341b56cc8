package dev.sluice.snapshot.match;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One alternative of a rule's {@code matches}: all of it must hold.
 *
 * @param methods any of these; empty: every method
 * @param source ranges of which one holds the client's address; null: every address
 */
public record RequestMatch(
    PathMatch path,
    List<String> methods,
    List<NamedMatch> headers,
    List<NamedMatch> query,
    List<NamedMatch> cookies,
    @Nullable List<String> source) {
  public RequestMatch {
    methods = List.copyOf(methods);
    headers = List.copyOf(headers);
    query = List.copyOf(query);
    cookies = List.copyOf(cookies);
    source = source == null ? null : List.copyOf(source);
  }

  /** Whether every request is meant. */
  public boolean everything() {
    return methods.isEmpty()
        && headers.isEmpty()
        && query.isEmpty()
        && cookies.isEmpty()
        && source == null
        && path instanceof PathMatch.Prefix prefix
        && prefix.path().equals("/");
  }

  /** From every address. */
  public RequestMatch(
      PathMatch path,
      List<String> methods,
      List<NamedMatch> headers,
      List<NamedMatch> query,
      List<NamedMatch> cookies) {
    this(path, methods, headers, query, cookies, null);
  }
}
