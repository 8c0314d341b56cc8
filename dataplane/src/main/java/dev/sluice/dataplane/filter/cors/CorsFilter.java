package dev.sluice.dataplane.filter.cors;

import dev.sluice.dataplane.exchange.BodySource;
import dev.sluice.dataplane.exchange.Exchange;
import dev.sluice.dataplane.exchange.Failure;
import dev.sluice.dataplane.exchange.Filter;
import dev.sluice.dataplane.exchange.HeaderName;
import dev.sluice.dataplane.exchange.HeaderSection;
import dev.sluice.dataplane.exchange.ResponseHead;
import dev.sluice.dataplane.exchange.Verdict;
import dev.sluice.snapshot.filter.Cors;
import dev.sluice.snapshot.filter.OriginPattern;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Answers preflights, and tells a browser which pages may read a response (Fetch standard, "CORS
 * protocol"). A request from a page that may not is let through: it is the browser that keeps the
 * response from that page, and what is no browser is held up by nothing here.
 */
public final class CorsFilter implements Filter {
  private static final HeaderName ORIGIN = HeaderName.of("origin");
  private static final HeaderName VARY = HeaderName.of("vary");
  private static final HeaderName EVERYTHING = HeaderName.of("*");
  private static final HeaderName REQUEST_METHOD = HeaderName.of("access-control-request-method");
  private static final HeaderName REQUEST_HEADERS = HeaderName.of("access-control-request-headers");
  private static final HeaderName ALLOW_ORIGIN = HeaderName.of("access-control-allow-origin");
  private static final HeaderName ALLOW_CREDENTIALS =
      HeaderName.of("access-control-allow-credentials");
  private static final HeaderName ALLOW_METHODS = HeaderName.of("access-control-allow-methods");
  private static final HeaderName ALLOW_HEADERS = HeaderName.of("access-control-allow-headers");
  private static final HeaderName EXPOSE_HEADERS = HeaderName.of("access-control-expose-headers");
  private static final HeaderName MAX_AGE = HeaderName.of("access-control-max-age");

  private static final Failure REFUSED =
      new Failure(
          403, "cors_refused", "Pages of this origin may not call: it is not in the rule's cors.");

  /** Whether every page may call, and none as its user: then the answer is the same for all. */
  private final boolean everyone;

  private final OriginPattern[] origins;
  private final boolean credentials;
  private final boolean everyMethod;
  private final String methods;
  private final boolean everyHeader;
  private final String headers;
  private final String expose;
  private final String maxAge;

  public CorsFilter(Cors cors) {
    everyone = cors.origins().stream().anyMatch(OriginPattern::every);
    origins = cors.origins().toArray(OriginPattern[]::new);
    credentials = cors.credentials();
    everyMethod = cors.methods().contains(Cors.EVERY);
    methods = String.join(", ", cors.methods());
    everyHeader = cors.headers().contains(Cors.EVERY);
    headers = String.join(", ", cors.headers());
    expose = list(cors.expose());
    maxAge = Long.toString(cors.maxAgeSeconds());
  }

  private static String list(List<String> names) {
    return names.contains(Cors.EVERY) ? Cors.EVERY : String.join(", ", names);
  }

  @Override
  public Verdict request(Exchange exchange) {
    HeaderSection asked = exchange.request().headers();
    if (exchange.request().preflight()) {
      answer(exchange, asked);
      return Verdict.ANSWERED;
    }
    int at = asked.find(ORIGIN);
    if (at >= 0 && !everyone) {
      // Now, as later edits of the request may take the field away.
      String origin = asked.valueAt(at);
      if (covers(origin)) {
        exchange.keep(origin);
      }
    }
    return Verdict.PASS;
  }

  private boolean covers(String origin) {
    String usual = origin.toLowerCase(Locale.ROOT);
    for (OriginPattern pattern : origins) {
      if (pattern.covers(usual)) {
        return true;
      }
    }
    return false;
  }

  private void answer(Exchange exchange, HeaderSection asked) {
    String origin = String.valueOf(asked.value(ORIGIN));
    if (!covers(origin)) {
      exchange.fail(REFUSED);
      return;
    }
    ResponseHead head = new ResponseHead(204);
    HeaderSection out = head.headers();
    String method = asked.value(REQUEST_METHOD);
    String names = asked.combined(REQUEST_HEADERS);
    allow(out, everyone ? null : origin);
    // A star would leave out Authorization, and says nothing where credentials come along.
    out.add(ALLOW_METHODS, everyMethod && method != null ? method : methods);
    if (!everyHeader && !headers.isEmpty()) {
      out.add(ALLOW_HEADERS, headers);
    } else if (everyHeader && names != null) {
      out.add(ALLOW_HEADERS, names);
    }
    out.add(MAX_AGE, maxAge);
    vary(out);
    exchange.respond(head, BodySource.EMPTY);
  }

  @Override
  public void response(Exchange exchange, ResponseHead head) {
    // The second is a preflight too: the rule that takes the request in question has no cors, and
    // so whatever the backend says holds.
    if (exchange.request().preflight() || asksBackend(exchange)) {
      return;
    }
    HeaderSection out = head.headers();
    replace(out);
    Object origin = exchange.kept();
    if (everyone || origin != null) {
      allow(out, everyone ? null : String.valueOf(origin));
      if (!expose.isEmpty()) {
        out.add(EXPOSE_HEADERS, expose);
      }
    }
    if (!everyone) {
      vary(out);
    }
  }

  private static boolean asksBackend(Exchange exchange) {
    return exchange.request().method().equals("OPTIONS")
        && exchange.request().headers().contains(REQUEST_METHOD);
  }

  /** What the backend says on the matter: two answers would be none to a browser. */
  private static void replace(HeaderSection out) {
    out.remove(ALLOW_ORIGIN);
    out.remove(ALLOW_CREDENTIALS);
    out.remove(ALLOW_METHODS);
    out.remove(ALLOW_HEADERS);
    out.remove(EXPOSE_HEADERS);
    out.remove(MAX_AGE);
  }

  private void allow(HeaderSection out, @Nullable String origin) {
    out.add(ALLOW_ORIGIN, origin == null ? Cors.EVERY : origin);
    if (credentials) {
      out.add(ALLOW_CREDENTIALS, "true");
    }
  }

  /** Without it a cache would give one page the answer that was meant for another. */
  private static void vary(HeaderSection out) {
    if (!out.lists(VARY, ORIGIN) && !out.lists(VARY, EVERYTHING)) {
      out.add(VARY, ORIGIN.text());
    }
  }
}
