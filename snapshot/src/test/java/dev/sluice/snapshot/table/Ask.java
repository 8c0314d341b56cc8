package dev.sluice.snapshot.table;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** A request, as a test writes it down. */
record Ask(
    byte[] bytes,
    int hostStart,
    int hostEnd,
    int pathStart,
    int pathEnd,
    String method,
    Map<String, String> headers,
    Map<String, String> queries,
    Map<String, String> cookies)
    implements RequestView {

  static Ask of(String method, String host, String path) {
    byte[] hostBytes = host.getBytes(StandardCharsets.UTF_8);
    byte[] pathBytes = path.getBytes(StandardCharsets.UTF_8);
    // Bytes around both, so that an offset by one shows.
    byte[] block = new byte[hostBytes.length + pathBytes.length + 9];
    Arrays.fill(block, (byte) 'x');
    System.arraycopy(hostBytes, 0, block, 3, hostBytes.length);
    int path0 = 3 + hostBytes.length + 3;
    System.arraycopy(pathBytes, 0, block, path0, pathBytes.length);
    return new Ask(
        block,
        3,
        3 + hostBytes.length,
        path0,
        path0 + pathBytes.length,
        method,
        Map.of(),
        Map.of(),
        Map.of());
  }

  static Ask get(String host, String path) {
    return of("GET", host, path);
  }

  @Override
  public String address() {
    return "10.0.0.9";
  }

  Ask header(String name, String value) {
    return with(plus(headers, name, value), queries, cookies);
  }

  Ask queried(String name, String value) {
    return with(headers, plus(queries, name, value), cookies);
  }

  Ask cookied(String name, String value) {
    return with(headers, queries, plus(cookies, name, value));
  }

  private Ask with(Map<String, String> h, Map<String, String> q, Map<String, String> c) {
    return new Ask(bytes, hostStart, hostEnd, pathStart, pathEnd, method, h, q, c);
  }

  private static Map<String, String> plus(Map<String, String> map, String name, String value) {
    Map<String, String> more = new TreeMap<>(map);
    more.put(name, value);
    return more;
  }

  String path() {
    return new String(bytes, pathStart, pathEnd - pathStart, StandardCharsets.UTF_8);
  }

  String host() {
    return new String(bytes, hostStart, hostEnd - hostStart, StandardCharsets.UTF_8);
  }

  String text(int start, int end) {
    return new String(bytes, start, end - start, StandardCharsets.UTF_8);
  }

  @Override
  public String header(String lowerName) {
    return headers.get(lowerName);
  }

  @Override
  public String query(String name) {
    return queries.get(name);
  }

  @Override
  public String cookie(String name) {
    return cookies.get(name);
  }

  @Override
  public String toString() {
    return method + " " + host() + path() + " " + headers + queries + cookies;
  }
}
