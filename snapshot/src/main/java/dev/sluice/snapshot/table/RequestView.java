package dev.sluice.snapshot.table;

import org.jspecify.annotations.Nullable;

/**
 * What a matcher may ask of a request. Host and path are stretches of one block of bytes, so that a
 * lookup makes no strings; values are asked for only by rules that match on them.
 */
public interface RequestView {
  /** Whether it came to us over TLS: then a route without TLS does not take it. */
  default boolean tls() {
    return false;
  }

  /** The block in which host and path stand; nobody changes it during a lookup. */
  byte[] bytes();

  /** Where the host begins: lower case, without its port. */
  int hostStart();

  int hostEnd();

  /** Where the path begins: normalised, without the query. */
  int pathStart();

  int pathEnd();

  String method();

  /** The field of that lower-case name; several are joined by {@code ", "} (RFC 9110 §5.2). */
  @Nullable String header(String lowerName);

  /** Whether the field will come with a value that nobody knows yet. */
  default boolean unknownHeader(String lowerName) {
    return false;
  }

  /** The first query parameter of that name, decoded. */
  @Nullable String query(String name);

  /** The first cookie of that name. */
  @Nullable String cookie(String name);

  /** The client's address, after trusted proxies; null: not known. */
  default @Nullable String address() {
    return null;
  }

  /** Whether any cookie may come, and nobody knows yet. */
  default boolean unknownCookies() {
    return false;
  }
}
