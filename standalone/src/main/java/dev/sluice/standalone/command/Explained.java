package dev.sluice.standalone.command;

import dev.sluice.snapshot.action.Action;
import dev.sluice.snapshot.action.Broken;
import dev.sluice.snapshot.action.Fallback;
import dev.sluice.snapshot.action.Proxy;
import dev.sluice.snapshot.action.Redirect;
import dev.sluice.snapshot.action.Respond;
import dev.sluice.snapshot.filter.Access;
import dev.sluice.snapshot.filter.BodyEdit;
import dev.sluice.snapshot.filter.BodyLimit;
import dev.sluice.snapshot.filter.Cors;
import dev.sluice.snapshot.filter.Faults;
import dev.sluice.snapshot.filter.FilterConfig;
import dev.sluice.snapshot.filter.HeaderEdits;
import dev.sluice.snapshot.filter.JsonSchemaCheck;
import dev.sluice.snapshot.filter.Mirror;
import dev.sluice.snapshot.filter.OpenApiCheck;
import dev.sluice.snapshot.filter.PathRewrite;
import dev.sluice.snapshot.filter.RateLimit;
import dev.sluice.snapshot.filter.RequestEdit;
import dev.sluice.snapshot.filter.ResponseEdit;
import dev.sluice.snapshot.filter.Rewrite;
import dev.sluice.snapshot.filter.WebSocketLimit;
import dev.sluice.snapshot.id.EntryKey;
import dev.sluice.snapshot.id.UpstreamId;
import dev.sluice.snapshot.id.UpstreamTls;
import dev.sluice.snapshot.match.AddressRanges;
import dev.sluice.snapshot.match.NamedMatch;
import dev.sluice.snapshot.route.Endpoints;
import dev.sluice.snapshot.route.Route;
import dev.sluice.snapshot.route.Rule;
import dev.sluice.snapshot.table.Lookup;
import dev.sluice.snapshot.table.ValueTest;
import dev.sluice.snapshot.upstream.Endpoint;
import dev.sluice.snapshot.upstream.Timeouts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a rule does with one request, step by step, in words. */
final class Explained implements FilterConfig.Cases<List<String>>, Action.Cases<List<String>> {
  private final Judged judged;
  private final AskedRequest request;
  private final Lookup<Rule> found;
  private final Filled filled;

  private Explained(Judged judged, AskedRequest request, Lookup<Rule> found) {
    this.judged = judged;
    this.request = request;
    this.found = found;
    this.filled = new Filled(request, found);
  }

  static List<String> of(Judged judged, AskedRequest request, Lookup<Rule> found) {
    Explained explained = new Explained(judged, request, found);
    Route.Tls tls = found.matched().route().tls();
    if (tls != null && tls.redirect() && !request.tls()) {
      return List.of(
          "redirect     301 to https://" + request.host() + request.path() + request.search());
    }
    Rule rule = found.matched().rule();
    List<String> lines = new ArrayList<>(ClientWords.of(tls, request));
    if (ClientWords.refuses(tls, request)) {
      return lines;
    }
    for (FilterConfig filter :
        rule.filters().stream().sorted(Comparator.comparing(FilterConfig::phase)).toList()) {
      lines.addAll(filter.on(explained));
      if (filter instanceof Access access && !explained.admits(access)
          || filter instanceof Cors && CorsWords.answers(request)
          || filter instanceof OpenApiCheck check && ApiWords.answers(check, judged, request)) {
        return lines;
      }
    }
    lines.addAll(rule.action().on(explained));
    return lines;
  }

  @Override
  public List<String> access(Access access) {
    String address = request.address();
    if (address == null) {
      return List.of("access       depends on the client's address: ask with --from");
    }
    return List.of("access       " + address + (admits(access) ? " is let in" : " gets 403"));
  }

  /** Where nobody says from where it comes, what would follow is of interest. */
  private boolean admits(Access access) {
    String address = request.address();
    return address == null
        || !AddressRanges.of(access.deny()).contains(address)
            && (access.allow().isEmpty() || AddressRanges.of(access.allow()).contains(address));
  }

  @Override
  public List<String> bodyLimit(BodyLimit limit) {
    return List.of("limits       a body of more than " + limit.maxBytes() + " bytes gets 413");
  }

  @Override
  public List<String> webSocketLimit(WebSocketLimit limit) {
    List<String> lines = new ArrayList<>();
    if (limit.maxConnections() > 0) {
      lines.add(
          "limits       one WebSocket more than " + limit.maxConnections() + " at a time gets 503");
    }
    if (limit.maxFrameBytes() >= 0) {
      lines.add(
          "limits       a WebSocket with a frame of more than "
              + limit.maxFrameBytes()
              + " bytes is closed with 1009");
    }
    return lines;
  }

  @Override
  public List<String> jsonSchemaCheck(JsonSchemaCheck check) {
    return List.of(
        "validate     a body must be JSON of up to "
            + check.maxBytes()
            + " bytes that meets "
            + check.source());
  }

  @Override
  public List<String> openApiCheck(OpenApiCheck check) {
    return ApiWords.of(check, judged, request);
  }

  @Override
  public List<String> cors(Cors cors) {
    return CorsWords.of(cors, request);
  }

  @Override
  public List<String> rewrite(Rewrite rewrite) {
    List<String> lines = new ArrayList<>();
    if (rewrite.hostname() != null) {
      lines.add("rewrite      host " + rewrite.hostname());
    }
    PathRewrite path = rewrite.path();
    if (path != null) {
      lines.add("rewrite      path " + filled.path(path) + request.search());
    }
    return lines;
  }

  @Override
  public List<String> requestEdit(RequestEdit edit) {
    HeaderEdits edits = edit.headers();
    List<String> lines = new ArrayList<>();
    // Filters after this one, and values further down, see the headers as they are by then.
    for (String name : edits.remove()) {
      lines.add("request      remove " + name);
      filled.headers().remove(name);
    }
    for (HeaderEdits.Header header : edits.set()) {
      String value = filled.text(header.value());
      lines.add("request      set " + header.name() + ": " + value);
      filled.headers().set(header.name(), value);
    }
    for (HeaderEdits.Header header : edits.add()) {
      String value = filled.text(header.value());
      lines.add("request      add " + header.name() + ": " + value);
      filled.headers().add(header.name(), value);
    }
    if (edit.body() != null) {
      lines.add("request      " + body(edit.body()));
    }
    return lines;
  }

  @Override
  public List<String> responseEdit(ResponseEdit edit) {
    List<String> lines = new ArrayList<>(edits("response     ", edit.headers()));
    if (edit.body() != null) {
      lines.add("response     " + body(edit.body()));
    }
    return lines;
  }

  @Override
  public List<String> rateLimit(RateLimit limit) {
    return limit.policies().stream()
        .flatMap(policy -> LimitWords.of(policy, request).stream())
        .toList();
  }

  @Override
  public List<String> mirror(Mirror mirror) {
    return mirror.targets().stream()
        .map(
            target ->
                "mirror       a copy of "
                    + percent(target.percent())
                    + " to "
                    + target.upstream()
                    + ": "
                    + endpoints(target.upstream()))
        .toList();
  }

  @Override
  public List<String> faults(Faults faults) {
    List<String> lines = new ArrayList<>();
    NamedMatch when = faults.when();
    if (when != null && !ValueTest.of(when).holds(filled.headers().value(when.name()))) {
      return List.of("faults       none: not with this request's header " + when.name());
    }
    if (faults.delay() != null) {
      lines.add(
          "faults       "
              + percent(faults.delay().percent())
              + " wait "
              + millis(faults.delay().millis()));
    }
    if (faults.abort() != null) {
      lines.add(
          "faults       " + percent(faults.abort().percent()) + " get " + faults.abort().status());
    }
    return lines;
  }

  private static String percent(double percent) {
    return new java.text.DecimalFormat(
                "0.###", java.text.DecimalFormatSymbols.getInstance(Locale.ROOT))
            .format(percent)
        + " %";
  }

  private List<String> edits(String label, HeaderEdits edits) {
    List<String> lines = new ArrayList<>();
    edits.remove().forEach(name -> lines.add(label + "remove " + name));
    edits.set().forEach(h -> lines.add(label + "set " + field(h)));
    edits.add().forEach(h -> lines.add(label + "add " + field(h)));
    return lines;
  }

  private static String body(BodyEdit body) {
    return "JSON of up to " + body.maxBytes() + " bytes becomes " + body.expression();
  }

  private String field(HeaderEdits.Header header) {
    return header.name() + ": " + filled.text(header.value());
  }

  @Override
  public List<String> proxy(Proxy proxy) {
    List<String> lines = new ArrayList<>(backends("backend      ", proxy.backends()));
    Timeouts timeouts = found.matched().rule().timeouts();
    lines.add(
        "timeouts     request "
            + millis(timeouts.requestMillis())
            + (timeouts.perTryMillis() == 0 ? "" : ", each try " + millis(timeouts.perTryMillis()))
            + ", connect "
            + millis(timeouts.connectMillis())
            + ", idle "
            + millis(timeouts.idleMillis()));
    if (proxy.forwarding() != null) {
      lines.addAll(ForwardingWords.of(proxy.forwarding(), request));
    }
    Fallback fallback = proxy.fallback();
    if (fallback != null) {
      lines.addAll(
          fallback.respond() == null
              ? backends("fallback     ", fallback.backends())
              : List.of("fallback     respond " + fallback.respond().status()));
    }
    return lines;
  }

  private List<String> backends(String label, List<Proxy.Backend> backends) {
    List<String> lines = new ArrayList<>();
    for (Proxy.Backend backend : backends) {
      int all =
          backends.stream()
              .filter(b -> b.priority() == backend.priority())
              .mapToInt(Proxy.Backend::weight)
              .sum();
      String share = backend.weight() == all ? "" : backend.weight() + " of " + all + " to ";
      String group = backend.priority() == 0 ? "" : "priority " + backend.priority() + ": ";
      lines.add(
          label
              + group
              + share
              + backend.upstream()
              + ": "
              + (backend.resolved()
                  ? endpoints(backend.upstream())
                  : "cannot be resolved: answers 500"));
      UpstreamTls tls = backend.upstream().tls();
      if (backend.resolved() && tls != null) {
        lines.add(
            "             verified by "
                + (tls.authority() == null ? "the CAs of the system" : tls.authority())
                + (tls.certificate() == null ? "" : ", shown Secret " + tls.certificate()));
      }
      if (backend.request() != null) {
        lines.addAll(edits("             ", backend.request()));
      }
      if (backend.response() != null) {
        lines.addAll(edits("             response ", backend.response()));
      }
    }
    return lines;
  }

  private String endpoints(UpstreamId upstream) {
    EntryKey key = EntryKey.endpoints(upstream.servicePort());
    if (!(judged.snapshot().entries().get(key) instanceof Endpoints at)
        || at.endpoints().isEmpty()) {
      return "no endpoint: answers 503";
    }
    return at.endpoints().stream().map(Endpoint::toString).collect(Collectors.joining(", "));
  }

  static String millis(long millis) {
    return millis == 0 ? "none" : millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
  }

  @Override
  public List<String> redirect(Redirect redirect) {
    String scheme = redirect.scheme() == null ? request.scheme() : redirect.scheme();
    String host = redirect.hostname() == null ? request.host() : redirect.hostname();
    int standard = scheme.equals("https") ? 443 : 80;
    int port =
        redirect.port() != 0
            ? redirect.port()
            : scheme.equals(request.scheme()) ? request.port() : standard;
    PathRewrite path = redirect.path();
    return List.of(
        "redirect     "
            + redirect.status()
            + " to "
            + scheme
            + "://"
            + host
            + (port == standard ? "" : ":" + port)
            + (path == null ? request.path() : filled.path(path))
            + request.search());
  }

  @Override
  public List<String> respond(Respond respond) {
    List<String> lines = new ArrayList<>();
    lines.add("respond      " + respond.status());
    respond.headers().forEach(h -> lines.add("             " + field(h)));
    respond.body().lines().forEach(line -> lines.add("             " + line));
    return lines;
  }

  @Override
  public List<String> broken(Broken broken) {
    return List.of("respond      500: " + broken.problem());
  }
}
