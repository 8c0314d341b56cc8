package dev.sluice.standalone.command;

import dev.sluice.snapshot.match.PathNormalizer;
import dev.sluice.snapshot.table.RequestView;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request as a person types it: {@code GET http://shop.localhost/cart?v=1}. */
final class AskedRequest implements RequestView {
  private static final String EXAMPLE = "write it as 'GET http://shop.localhost/cart'";

  private final String method;
  private final String scheme;
  private final String host;
  private final int port;
  private final String path;
  private final @Nullable String query;
  private final Map<String, String> headers;
  private final byte[] bytes;
  private final String address;

  private AskedRequest(String method, URI url, Map<String, String> headers, String address) {
    this.address = address;
    this.method = method;
    this.scheme = url.getScheme().toLowerCase(Locale.ROOT);
    // As of a real request: the Host header says for whom it is.
    String named = headers.get("host");
    String authority = named == null ? url.getRawAuthority() : named;
    int colon = authority.lastIndexOf(':');
    boolean ported = colon > authority.lastIndexOf(']');
    this.host = (ported ? authority.substring(0, colon) : authority).toLowerCase(Locale.ROOT);
    this.port = ported ? port(authority.substring(colon + 1)) : scheme.equals("https") ? 443 : 80;
    String raw = url.getRawPath();
    String normal = raw == null || raw.isEmpty() ? "/" : PathNormalizer.normalise(raw);
    if (normal == null) {
      throw new Complaint("the path " + raw + " is no valid path: the answer is 400");
    }
    this.path = normal;
    this.query = url.getRawQuery();
    this.headers = headers;
    this.bytes = (host + path).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads it.
   *
   * @param lines headers, as {@code name: value}
   * @param from the client's address
   * @throws Complaint with what is wrong
   */
  static AskedRequest of(String request, List<String> lines, String from) {
    String[] parts = request.strip().split("\\s+");
    if (parts.length > 2) {
      throw new Complaint("'" + request + "' is no request: " + EXAMPLE);
    }
    String method = parts.length == 2 ? parts[0] : "GET";
    URI url;
    try {
      url = new URI(parts[parts.length - 1]);
    } catch (URISyntaxException e) {
      throw new Complaint("'" + parts[parts.length - 1] + "' is no URL: " + EXAMPLE);
    }
    String scheme = url.getScheme();
    if (scheme == null || url.getRawAuthority() == null || !scheme.matches("(?i)https?")) {
      throw new Complaint("'" + url + "' is no URL with http:// or https://: " + EXAMPLE);
    }
    Map<String, String> headers = new LinkedHashMap<>();
    for (String line : lines) {
      int colon = line.indexOf(':');
      if (colon < 1) {
        throw new Complaint("'" + line + "' is no header: write it as -H 'name: value'");
      }
      headers.merge(
          line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
          line.substring(colon + 1).strip(),
          (a, b) -> a + ", " + b);
    }
    return new AskedRequest(method, url, headers, from);
  }

  private static int port(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new Complaint("'" + text + "' is no port: " + EXAMPLE);
    }
  }

  @Override
  public boolean tls() {
    return scheme.equals("https");
  }

  String scheme() {
    return scheme;
  }

  String host() {
    return host;
  }

  int port() {
    return port;
  }

  String path() {
    return path;
  }

  /** With its question mark; empty where there is none. */
  String search() {
    return query == null ? "" : "?" + query;
  }

  @Override
  public String toString() {
    boolean standard = port == (tls() ? 443 : 80);
    return method + " " + scheme + "://" + host + (standard ? "" : ":" + port) + path + search();
  }

  @Override
  public byte[] bytes() {
    return bytes;
  }

  @Override
  public int hostStart() {
    return 0;
  }

  @Override
  public int hostEnd() {
    return host.getBytes(StandardCharsets.UTF_8).length;
  }

  @Override
  public int pathStart() {
    return hostEnd();
  }

  @Override
  public int pathEnd() {
    return bytes.length;
  }

  @Override
  public String method() {
    return method;
  }

  /** By names in lower case. */
  Map<String, String> headers() {
    return headers;
  }

  @Override
  public @Nullable String header(String lowerName) {
    return headers.get(lowerName);
  }

  @Override
  public String address() {
    return address;
  }

  @Override
  public @Nullable String query(String name) {
    return query == null ? null : pair(query, "&", name, true);
  }

  @Override
  public @Nullable String cookie(String name) {
    String cookies = headers.get("cookie");
    return cookies == null ? null : pair(cookies, ";", name, false);
  }

  private static @Nullable String pair(
      String text, String separator, String name, boolean encoded) {
    for (String pair : text.split(separator, -1)) {
      int equal = pair.indexOf('=');
      String key = (equal < 0 ? pair : pair.substring(0, equal)).strip();
      String value = equal < 0 ? "" : pair.substring(equal + 1).strip();
      if ((encoded ? URLDecoder.decode(key, StandardCharsets.UTF_8) : key).equals(name)) {
        return encoded ? URLDecoder.decode(value, StandardCharsets.UTF_8) : value;
      }
    }
    return null;
  }
}
