package dev.sluice.standalone.command;

import dev.sluice.snapshot.filter.Limit;
import dev.sluice.snapshot.filter.LimitCost;
import dev.sluice.snapshot.filter.LimitKey;
import dev.sluice.snapshot.filter.LimitPolicy;
import dev.sluice.snapshot.match.RequestMatch;
import dev.sluice.snapshot.table.Condition;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The limits of a policy, in words, as they apply to one request. */
final class LimitWords
    implements Limit.Bound.Cases<String>, LimitKey.Cases<String>, LimitCost.Cases<String> {
  private static final LimitWords WORDS = new LimitWords();
  private static final long[] MILLIS = {86_400_000, 3_600_000, 60_000, 1_000};
  private static final String[] UNITS = {"d", "h", "m", "s"};

  private LimitWords() {}

  static List<String> of(LimitPolicy policy, AskedRequest request) {
    List<String> lines = new ArrayList<>();
    for (Limit limit : policy.limits()) {
      String name = "limit        " + policy.id() + " " + limit.name() + ": ";
      RequestMatch when = limit.when();
      if (when != null && !Condition.of(when).holds(request)) {
        lines.add(name + "not for this request");
        continue;
      }
      lines.add(
          name
              + limit.bound().on(WORDS)
              + key(limit)
              + (limit.tiers() == null ? "" : ", by tier of " + limit.tiers().header())
              + limit.cost().on(WORDS)
              + ", "
              + policy.scope().name().toLowerCase(Locale.ROOT)
              + (policy.dryRun() ? ", dry run" : ": else answers " + policy.response().status()));
    }
    return lines;
  }

  private static String key(Limit limit) {
    return limit.key().isEmpty()
        ? " in all"
        : limit.key().stream()
            .map(part -> part.on(WORDS))
            .collect(Collectors.joining(" and ", " for each ", ""));
  }

  private static String per(long millis) {
    for (int i = 0; i < MILLIS.length; i++) {
      if (millis % MILLIS[i] == 0) {
        return millis / MILLIS[i] + UNITS[i];
      }
    }
    return millis + "ms";
  }

  @Override
  public String rate(Limit.Bound.Rate rate) {
    return rate.requests() + " in " + per(rate.perMillis()) + ", " + rate.burst() + " at once,";
  }

  @Override
  public String concurrent(Limit.Bound.Concurrent concurrent) {
    return concurrent.requests() + " in flight";
  }

  @Override
  public String source(LimitKey.Source source) {
    return "client address (/" + source.prefix4() + ", /" + source.prefix6() + ")";
  }

  @Override
  public String header(LimitKey.Header header) {
    return "header " + header.name();
  }

  @Override
  public String cookie(LimitKey.Cookie cookie) {
    return "cookie " + cookie.name();
  }

  @Override
  public String query(LimitKey.Query query) {
    return "query parameter " + query.name();
  }

  @Override
  public String pathCapture(LimitKey.PathCapture capture) {
    return "path capture " + capture.name();
  }

  @Override
  public String pathSegment(LimitKey.PathSegment segment) {
    return "path segment " + segment.index();
  }

  @Override
  public String constant(LimitCost.Constant constant) {
    return constant.units() == 1 ? "" : ", each counts " + constant.units();
  }

  @Override
  public String requestHeader(LimitCost.RequestHeader header) {
    return ", each counts what header " + header.name() + " says";
  }

  @Override
  public String responseHeader(LimitCost.ResponseHeader header) {
    return ", each counts what response header " + header.name() + " says";
  }

  @Override
  public String expression(LimitCost.Expression expression) {
    return ", each counts " + expression.text();
  }
}
