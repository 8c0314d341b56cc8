package dev.sluice.dataplane.exchange.edit;

import dev.sluice.dataplane.exchange.Exchange;
import dev.sluice.dataplane.exchange.RequestHead;
import dev.sluice.snapshot.filter.PathRewrite;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/** The path that a rewrite or a redirect makes of a request's. */
public final class NewPath {
  private static final String SAFE = "/%-._~!$&'()*+,;=:@|[]^";

  private NewPath() {}

  /** The result begins with a slash and holds nothing that may not stand in a path. */
  public static Function<Exchange, String> of(PathRewrite rewrite) {
    return rewrite.on(
        new PathRewrite.Cases<>() {
          @Override
          public Function<Exchange, String> prefix(PathRewrite.Prefix prefix) {
            String replacement = encoded(utf8(prefix.replacement()));
            return exchange -> prefixed(replacement, exchange.request());
          }

          @Override
          public Function<Exchange, String> full(PathRewrite.Full full) {
            String path = encoded(utf8(full.path()));
            return exchange -> path;
          }

          @Override
          public Function<Exchange, String> template(PathRewrite.Template template) {
            TemplateText text = new TemplateText(template.path());
            return exchange -> {
              String path = encoded(text.render(exchange));
              return path.startsWith("/") ? path : "/" + path;
            };
          }
        });
  }

  private static String prefixed(String replacement, RequestHead request) {
    String rest = request.path().substring(request.prefixLength());
    if (rest.isEmpty()) {
      return replacement;
    }
    boolean slash = rest.startsWith("/");
    if (replacement.endsWith("/")) {
      return replacement + (slash ? rest.substring(1) : rest);
    }
    return slash ? replacement + rest : replacement + "/" + rest;
  }

  private static String utf8(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  private static String encoded(String text) {
    StringBuilder out = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean safe =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || SAFE.indexOf(c) >= 0;
      if (!safe && out == null) {
        out = new StringBuilder(text.length() + 16).append(text, 0, i);
      }
      if (out != null) {
        if (safe) {
          out.append(c);
        } else {
          out.append('%')
              .append(Character.toUpperCase(Character.forDigit(c >> 4 & 15, 16)))
              .append(Character.toUpperCase(Character.forDigit(c & 15, 16)));
        }
      }
    }
    return out == null ? text : out.toString();
  }
}
