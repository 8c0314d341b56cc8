package dev.sluice.standalone.command;

import dev.sluice.snapshot.filter.Access;
import dev.sluice.snapshot.filter.BodyLimit;
import dev.sluice.snapshot.filter.Cors;
import dev.sluice.snapshot.filter.Faults;
import dev.sluice.snapshot.filter.FilterConfig;
import dev.sluice.snapshot.filter.JsonSchemaCheck;
import dev.sluice.snapshot.filter.Mirror;
import dev.sluice.snapshot.filter.OpenApiCheck;
import dev.sluice.snapshot.filter.PathRewrite;
import dev.sluice.snapshot.filter.RateLimit;
import dev.sluice.snapshot.filter.RequestEdit;
import dev.sluice.snapshot.filter.ResponseEdit;
import dev.sluice.snapshot.filter.Rewrite;
import dev.sluice.snapshot.filter.WebSocketLimit;
import dev.sluice.snapshot.match.AddressRanges;
import dev.sluice.snapshot.match.NamedMatch;
import dev.sluice.snapshot.route.Route;
import dev.sluice.snapshot.route.Rule;
import dev.sluice.snapshot.table.Lookup;
import dev.sluice.snapshot.table.ValueTest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** What a rule does with one request, step by step, in words. */
final class Explained implements FilterConfig.Cases<List<String>> {
  private final Judged judged;
  private final AskedRequest request;
  private final Filled filled;
  private final EditWords edits;
  private final BackendWords backends;

  private Explained(Judged judged, AskedRequest request, Lookup<Rule> found) {
    this.judged = judged;
    this.request = request;
    this.filled = new Filled(request, found);
    this.edits = new EditWords(filled);
    this.backends = new BackendWords(judged, edits);
  }

  static List<String> of(Judged judged, AskedRequest request, Lookup<Rule> found) {
    Route.Tls tls = found.matched().route().tls();
    if (tls != null && tls.redirect() && !request.tls()) {
      return List.of(
          "redirect     301 to https://" + request.host() + request.path() + request.search());
    }
    List<String> lines = new ArrayList<>(ClientWords.of(tls, request));
    if (!ClientWords.refuses(tls, request)) {
      lines.addAll(new Explained(judged, request, found).steps(found.matched().rule()));
    }
    return lines;
  }

  private List<String> steps(Rule rule) {
    List<String> lines = new ArrayList<>();
    for (FilterConfig filter :
        rule.filters().stream().sorted(Comparator.comparing(FilterConfig::phase)).toList()) {
      lines.addAll(filter.on(this));
      if (answers(filter)) {
        return lines;
      }
    }
    lines.addAll(
        rule.action().on(new ActionWords(request, rule.timeouts(), filled, edits, backends)));
    return lines;
  }

  /** Whether the request gets its answer here, and nothing further down sees it. */
  private boolean answers(FilterConfig filter) {
    return filter instanceof Access access && !admits(access)
        || filter instanceof Cors && CorsWords.answers(request)
        || filter instanceof OpenApiCheck check && ApiWords.answers(check, judged, request);
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
    return edits.request(edit);
  }

  @Override
  public List<String> responseEdit(ResponseEdit edit) {
    return edits.response(edit);
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
                    + backends.endpoints(target.upstream()))
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
              + ForwardingWords.millis(faults.delay().millis()));
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
}
