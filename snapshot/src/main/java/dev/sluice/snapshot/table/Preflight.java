package dev.sluice.snapshot.table;

import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A browser's question whether it may make a request (Fetch standard, "CORS-preflight fetch"), seen
 * as the request that it asks about: of its method, with the headers that it announces. Their
 * values are not known, and cookies never come with a preflight.
 */
final class Preflight implements RequestView {
  private static final String METHOD = "access-control-request-method";
  private static final String HEADERS = "access-control-request-headers";

  private final RequestView asked;
  private final String method;
  private final Set<String> announced = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
  private final boolean cookiesUnknown;

  /**
   * @param cookiesUnknown whether any cookie may come; else none does
   */
  private Preflight(RequestView asked, String method, boolean cookiesUnknown) {
    this.asked = asked;
    this.method = method;
    this.cookiesUnknown = cookiesUnknown;
    String names = asked.header(HEADERS);
    if (names != null) {
      for (String name : names.split(",", -1)) {
        announced.add(name.trim());
      }
    }
  }

  /** Null where the request is no such question. */
  static @Nullable Preflight of(RequestView request, boolean cookiesUnknown) {
    if (!request.method().equals("OPTIONS")) {
      return null;
    }
    String method = request.header(METHOD);
    return method == null || request.header("origin") == null
        ? null
        : new Preflight(request, method, cookiesUnknown);
  }

  @Override
  public boolean tls() {
    return asked.tls();
  }

  @Override
  public byte[] bytes() {
    return asked.bytes();
  }

  @Override
  public int hostStart() {
    return asked.hostStart();
  }

  @Override
  public int hostEnd() {
    return asked.hostEnd();
  }

  @Override
  public int pathStart() {
    return asked.pathStart();
  }

  @Override
  public int pathEnd() {
    return asked.pathEnd();
  }

  @Override
  public String method() {
    return method;
  }

  @Override
  public @Nullable String header(String lowerName) {
    String value = asked.header(lowerName);
    return value == null && announced.contains(lowerName) ? "" : value;
  }

  @Override
  public boolean unknownHeader(String lowerName) {
    return announced.contains(lowerName);
  }

  @Override
  public @Nullable String query(String name) {
    return asked.query(name);
  }

  @Override
  public @Nullable String cookie(String name) {
    return null;
  }

  @Override
  public @Nullable String address() {
    return asked.address();
  }

  @Override
  public boolean unknownCookies() {
    return cookiesUnknown;
  }
}
