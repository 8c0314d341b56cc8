package dev.sluice.operator.compile.filter.ratelimit;

import dev.sluice.crds.v1alpha1.CostSpec;
import dev.sluice.crds.v1alpha1.LimitSpec;
import dev.sluice.crds.v1alpha1.TiersSpec;
import dev.sluice.operator.compile.Names;
import dev.sluice.operator.compile.Place;
import dev.sluice.operator.compile.Problem;
import dev.sluice.operator.compile.match.MatchCompiler;
import dev.sluice.snapshot.filter.CostExpression;
import dev.sluice.snapshot.filter.Limit;
import dev.sluice.snapshot.filter.LimitCost;
import dev.sluice.snapshot.filter.LimitKey;
import dev.sluice.snapshot.match.RequestMatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One limit of a policy. */
final class LimitCompiler {
  private static final long MOST = 1_000_000_000;
  private static final int MOST_AT_A_TIME = 1_000_000;
  private static final Pattern PERIOD = Pattern.compile("([1-9][0-9]{0,6})([smhd])");

  private final Place place;
  private final LimitSpec spec;
  private final List<Problem> problems;

  private LimitCompiler(Place place, LimitSpec spec, List<Problem> problems) {
    this.place = place;
    this.spec = spec;
    this.problems = problems;
  }

  /** Null, and a problem, where it cannot be used. */
  static @Nullable Limit compile(Place place, LimitSpec spec, List<Problem> problems) {
    int before = problems.size();
    @Nullable Limit limit = new LimitCompiler(place, spec, problems).limit();
    return problems.size() == before ? limit : null;
  }

  private @Nullable Limit limit() {
    @Nullable String name = spec.name();
    if (name == null || !Names.label(name)) {
      problems.add(
          place.in("name").invalid("write lower-case letters, digits and '-', such as per-client"));
    }
    Limit.@Nullable Bound bound = bound();
    List<LimitKey> key = KeyCompiler.compile(place, spec.key(), problems);
    @Nullable RequestMatch when =
        spec.when() == null ? null : MatchCompiler.match(place.in("when"), spec.when(), problems);
    LimitCost cost = cost(place.in("cost"), spec.cost());
    if (name == null || bound == null) {
      return null;
    }
    Limit.@Nullable Tiers tiers = spec.tiers() == null ? null : tiers(bound, spec.tiers());
    return new Limit(name, bound, key, when, cost, tiers);
  }

  private Limit.@Nullable Bound bound() {
    if ((spec.requests() == null) == (spec.concurrent() == null)
        || (spec.requests() == null) != (spec.per() == null)) {
      problems.add(
          place.invalid(
              "a limit is either requests in a time, such as requests: 100, per: 1m, or requests at"
                  + " a time, such as concurrent: 50"));
      return null;
    }
    if (spec.requests() == null) {
      if (spec.burst() != null || spec.cost() != null) {
        problems.add(place.invalid("burst and cost are about requests in a time: leave them out"));
      }
      return concurrent(place.in("concurrent"), spec.concurrent());
    }
    @Nullable Long requests = number(place.in("requests"), spec.requests(), MOST);
    @Nullable Long burst =
        spec.burst() == null ? requests : number(place.in("burst"), spec.burst(), MOST);
    @Nullable Long millis = period(place.in("per"), String.valueOf(spec.per()));
    return requests == null || burst == null || millis == null
        ? null
        : new Limit.Bound.Rate(requests, millis, burst);
  }

  private Limit.@Nullable Bound concurrent(Place at, @Nullable Integer requests) {
    @Nullable Long checked =
        number(at, requests == null ? 0 : requests.longValue(), MOST_AT_A_TIME);
    return checked == null ? null : new Limit.Bound.Concurrent(checked.intValue());
  }

  private @Nullable Long number(Place at, long number, long most) {
    if (number >= 1 && number <= most) {
      return number;
    }
    problems.add(at.invalid("write a number from 1 to " + most + ", not " + number));
    return null;
  }

  private @Nullable Long period(Place at, String text) {
    Matcher matcher = PERIOD.matcher(text);
    if (matcher.matches()) {
      long unit =
          switch (matcher.group(2)) {
            case "s" -> 1_000;
            case "m" -> 60_000;
            case "h" -> 3_600_000;
            default -> 86_400_000;
          };
      long millis = Long.parseLong(matcher.group(1)) * unit;
      if (millis <= Limit.LONGEST_MILLIS) {
        return millis;
      }
    }
    problems.add(
        at.invalid(
            "'"
                + text
                + "': write one whole number with its unit s, m, h or d, from 1s to 31d, such as"
                + " 1m"));
    return null;
  }

  private LimitCost cost(Place at, @Nullable CostSpec cost) {
    if (cost == null) {
      return LimitCost.ONE;
    }
    int set =
        (cost.units() == null ? 0 : 1)
            + (cost.header() == null ? 0 : 1)
            + (cost.responseHeader() == null ? 0 : 1)
            + (cost.expression() == null ? 0 : 1);
    if (set != 1) {
      problems.add(
          at.invalid(
              "a cost is exactly one of units, header, responseHeader and expression, such as"
                  + " units: 5"));
      return LimitCost.ONE;
    }
    if (cost.units() != null) {
      @Nullable Long units = number(at.in("units"), cost.units(), MOST);
      return units == null ? LimitCost.ONE : new LimitCost.Constant(units);
    }
    if (cost.header() != null) {
      @Nullable String name = KeyCompiler.header(at.in("header"), cost.header(), problems);
      return name == null ? LimitCost.ONE : new LimitCost.RequestHeader(name);
    }
    if (cost.expression() != null) {
      return expression(at.in("expression"), cost.expression());
    }
    @Nullable String name =
        KeyCompiler.header(at.in("responseHeader"), cost.responseHeader(), problems);
    return name == null ? LimitCost.ONE : new LimitCost.ResponseHeader(name);
  }

  private LimitCost expression(Place at, String text) {
    try {
      CostExpression.parse(text);
    } catch (IllegalArgumentException e) {
      problems.add(at.invalid(String.valueOf(e.getMessage())));
    }
    return new LimitCost.Expression(text);
  }

  private Limit.@Nullable Tiers tiers(Limit.Bound own, TiersSpec tiers) {
    Place at = place.in("tiers");
    @Nullable String header =
        KeyCompiler.header(
            at.in("by").in("header"), tiers.by() == null ? null : tiers.by().header(), problems);
    List<Limit.Tier> values = new ArrayList<>();
    for (Map.Entry<String, Long> tier : tiers.values().entrySet()) {
      tier(at.in("values").in(tier.getKey()), own, tier.getValue())
          .ifPresent(bound -> values.add(new Limit.Tier(tier.getKey(), bound)));
    }
    return header == null ? null : new Limit.Tiers(header.toLowerCase(Locale.ROOT), values);
  }

  /** Burst keeps its proportion to the requests. */
  private Optional<Limit.Bound> tier(Place at, Limit.Bound own, long value) {
    return own.on(
        new Limit.Bound.Cases<>() {
          @Override
          public Optional<Limit.Bound> rate(Limit.Bound.Rate rate) {
            @Nullable Long requests = number(at, value, MOST);
            if (requests == null) {
              return Optional.empty();
            }
            long burst = (rate.burst() * requests + rate.requests() - 1) / rate.requests();
            return Optional.of(
                new Limit.Bound.Rate(
                    requests, rate.perMillis(), Math.max(1, Math.min(MOST, burst))));
          }

          @Override
          public Optional<Limit.Bound> concurrent(Limit.Bound.Concurrent concurrent) {
            return Optional.ofNullable(number(at, value, MOST_AT_A_TIME))
                .map(requests -> new Limit.Bound.Concurrent(requests.intValue()));
          }
        });
  }
}
