package dev.sluice.snapshot.openapi;

import dev.sluice.snapshot.match.PathNormalizer;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What stands before the paths of a document: the path of the first of its servers, of which those
 * nearest to an operation count (OpenAPI 3.1.1 "Server Object").
 */
final class Servers {
  private static final Pattern VARIABLE = Pattern.compile("\\{([^{}]*)\\}");

  private Servers() {}

  /** As it is written in the route, or found in a URL: without a slash at its end. */
  static @Nullable String normal(String path) {
    String base = path;
    while (base.endsWith("/")) {
      base = base.substring(0, base.length() - 1);
    }
    return base.isEmpty() || base.startsWith("/") && base.indexOf('{') < 0
        ? base.isEmpty() ? "" : PathNormalizer.normalise(base)
        : null;
  }

  /**
   * @param outer what holds where this says nothing
   */
  static String base(At at, String outer) {
    if (at.child("servers").items().isEmpty()) {
      return outer;
    }
    At server = at.child("servers").items().get(0);
    @Nullable String url = server.text("url");
    if (url == null) {
      throw server.error("a server has a url, such as https://api.example.com/v1");
    }
    String filled = filled(server, url);
    @Nullable String base;
    try {
      URI uri = new URI(filled);
      String path = uri.getRawPath() == null ? "" : uri.getRawPath();
      if (uri.getRawAuthority() == null && !path.startsWith("/")) {
        throw server.error(
            "url",
            "'"
                + url
                + "' is relative to a place that is not known; write /v1, or basePath in the"
                + " route");
      }
      base = normal(path);
    } catch (URISyntaxException e) {
      base = null;
    }
    if (base == null) {
      throw server.error("url", "'" + url + "' is no URL; write basePath in the route instead");
    }
    return base;
  }

  private static String filled(At server, String url) {
    StringBuilder filled = new StringBuilder();
    Matcher matcher = VARIABLE.matcher(url);
    while (matcher.find()) {
      String name = matcher.group(1);
      String usual = server.node().path("variables").path(name).path("default").asText();
      if (usual.isEmpty()) {
        throw server.error(
            "url",
            "'{"
                + name
                + "}' has no default; write one under variables, or basePath in the"
                + " route");
      }
      matcher.appendReplacement(filled, Matcher.quoteReplacement(usual));
    }
    return matcher.appendTail(filled).toString();
  }
}
