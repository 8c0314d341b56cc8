package dev.sluice.snapshot.filter;

import java.util.List;

/**
 * Which pages of other origins may call (Fetch standard, "CORS protocol").
 *
 * @param origins at least one
 * @param methods in capitals; {@code *}: every method. At least one
 * @param headers that a request may have beside the usual ones, in lower case; {@code *}: every one
 * @param expose headers of a response that a page may read, in lower case; {@code *}: every one
 * @param credentials whether cookies and such may come along; then no origin stands for all
 * @param maxAgeSeconds how long a browser may remember the answer to a preflight
 */
public record Cors(
    List<OriginPattern> origins,
    List<String> methods,
    List<String> headers,
    List<String> expose,
    boolean credentials,
    long maxAgeSeconds)
    implements FilterConfig {
  public static final String EVERY = "*";

  public Cors {
    origins = List.copyOf(origins);
    methods = List.copyOf(methods);
    headers = List.copyOf(headers);
    expose = List.copyOf(expose);
    if (origins.isEmpty() || methods.isEmpty() || maxAgeSeconds < 0) {
      throw new IllegalArgumentException(
          "cors: " + origins + " " + methods + ", maxAge " + maxAgeSeconds);
    }
    if (credentials
        && (origins.stream().anyMatch(OriginPattern::every) || expose.contains(EVERY))) {
      throw new IllegalArgumentException("cors: credentials with *");
    }
  }

  @Override
  public Phase phase() {
    return Phase.CORS;
  }

  @Override
  public <R> R on(Cases<R> cases) {
    return cases.cors(this);
  }
}
