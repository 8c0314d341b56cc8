package dev.sluice.snapshot.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.snapshot.match.NamedMatch;
import dev.sluice.snapshot.match.PathMatch;
import dev.sluice.snapshot.match.PathTemplate;
import dev.sluice.snapshot.match.PathTemplate.Segment;
import dev.sluice.snapshot.match.RequestMatch;
import dev.sluice.snapshot.match.ValueMatch;
import dev.sluice.snapshot.route.Route;
import dev.sluice.snapshot.route.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The tree against a list that is read from the front, and against what explain says: routes and
 * requests by lot, in every build the same. {@code -Dsluice.fuzz.seed} draws others, and {@code
 * -Dsluice.fuzz.times=100} a hundred times as many; a failure says the seed that draws its lot
 * first.
 */
final class TableFuzzTest {
  private static final long SEED = Long.getLong("sluice.fuzz.seed", 1);
  private static final int TIMES = Integer.getInteger("sluice.fuzz.times", 1);
  private static final int USUAL = 3000;

  private static final List<String> WORDS = List.of("a", "b", "ab", "é", "%2F", "");
  private static final List<String> HOSTS =
      List.of("", "h.io", "a.h.io", "*.h.io", "*.a.h.io", "*.io", "x.a.h.io");
  private static final List<String> REGEXES =
      List.of("/a.*", "/a/b+", "/a/(a|b)", "/.*b", "/a|/b", "/ab/[a-z]*", "/a/b/?", ".*");

  @Test
  void the_tree_and_a_list_agree_for_every_request() {
    System.out.println("fuzz: tables, " + USUAL * TIMES + " times from seed " + SEED);
    for (long seed = SEED; seed < SEED + (long) USUAL * TIMES; seed++) {
      try {
        they_agree(new Random(seed * 0x9E3779B97F4A7C15L));
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("-Dsluice.fuzz.seed=" + seed + " draws this first", e);
      }
    }
  }

  private static void they_agree(Random random) {
    List<Route> routes = new ArrayList<>();
    int count = 1 + random.nextInt(7);
    for (int i = 0; i < count; i++) {
      routes.add(route(random, i));
    }
    RoutingTable<String> table =
        RoutingTable.build(null, routes, (route, rule) -> route.id() + "/" + rule.name());
    Lookup<String> lookup = new Lookup<>();
    for (int i = 0; i < 12; i++) {
      Ask ask = ask(random);
      String found = table.lookup(ask, lookup) ? lookup.matched().id().toString() : "-";
      assertThat(found).as("%s in %s", ask, routes).isEqualTo(listed(routes, ask));
      Explanation why = table.explain(ask);
      String explained = why.winner() < 0 ? "-" : why.steps().get(why.winner()).rule().toString();
      assertThat(explained).isEqualTo(found);
      for (int s = 0; s < why.steps().size(); s++) {
        assertThat(why.steps().get(s).reason() == null).isEqualTo(s == why.winner());
      }
    }
  }

  // ---- the list

  private static String listed(List<Route> routes, Ask ask) {
    String host = claim(routes, ask.host());
    List<Candidate<String>> all = new ArrayList<>();
    for (Route route : routes) {
      boolean claims =
          host.isEmpty()
              ? route.hostnames().isEmpty()
              : route.hostnames().stream().anyMatch(h -> h.text().equals(host));
      if (claims) {
        all.addAll(CompiledRoute.of(route, (r, rule) -> "").candidates());
      }
    }
    all.sort(Precedence.ORDER);
    for (Candidate<String> candidate : all) {
      boolean holds = holds(candidate.match(), ask);
      assertThat(Condition.of(candidate.match()).holds(ask)).isEqualTo(holds);
      if (holds) {
        return candidate.matched().id().toString();
      }
    }
    return "-";
  }

  private static String claim(List<Route> routes, String host) {
    String best = "";
    for (Route route : routes) {
      for (var claimed : route.hostnames()) {
        String text = claimed.text();
        boolean covers =
            claimed.wildcard()
                ? host.endsWith(text.substring(1)) && host.length() > text.length() - 1
                : host.equals(text);
        boolean nearer =
            !best.startsWith("*") && !best.isEmpty()
                ? false
                : !claimed.wildcard() || text.length() > best.length();
        if (covers && nearer) {
          best = text;
        }
      }
    }
    return best;
  }

  private static boolean holds(RequestMatch match, Ask ask) {
    return path(match.path(), ask.path())
        && (match.methods().isEmpty() || match.methods().contains(ask.method()))
        && match.headers().stream().allMatch(m -> value(m, ask::header))
        && match.query().stream().allMatch(m -> value(m, ask::query))
        && match.cookies().stream().allMatch(m -> value(m, ask::cookie))
        && (match.source() == null || match.source().contains("10.0.0.0/8"));
  }

  private static boolean value(NamedMatch match, UnaryOperator<String> values) {
    String value = values.apply(match.name());
    if (match.value() instanceof ValueMatch.Present present) {
      return present.present() == (value != null);
    }
    if (match.value() instanceof ValueMatch.Exact exact) {
      return exact.value().equals(value);
    }
    return value != null && value.matches(((ValueMatch.Regex) match.value()).pattern());
  }

  /** Each kind of path as an expression of java.util.regex. */
  private static boolean path(PathMatch match, String path) {
    if (match instanceof PathMatch.Exact exact) {
      return path.equals(exact.path());
    }
    if (match instanceof PathMatch.Regex regex) {
      return path.matches(regex.pattern());
    }
    if (match instanceof PathMatch.Prefix prefix) {
      String quoted = Pattern.quote(prefix.path());
      return prefix.path().equals("/") || path.matches(quoted + "(/.*)?");
    }
    StringBuilder regex = new StringBuilder();
    for (Segment segment : ((PathMatch.Template) match).template().segments()) {
      if (segment instanceof Segment.Literal literal) {
        regex.append('/').append(Pattern.quote(literal.value()));
      } else {
        regex.append(segment instanceof Segment.Single ? "/[^/]+" : "(/.*)?");
      }
    }
    return path.matches(regex.toString());
  }

  // ---- random routes and requests, from few words, so that they meet

  private static <E> E one(Random random, List<E> of) {
    return of.get(random.nextInt(of.size()));
  }

  private static Route route(Random random, int number) {
    List<String> hosts = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      String host = one(random, HOSTS);
      if (!host.isEmpty()) {
        hosts.add(host);
      }
    }
    Rule[] rules = new Rule[1 + random.nextInt(3)];
    for (int i = 0; i < rules.length; i++) {
      RequestMatch[] matches = new RequestMatch[1 + random.nextInt(2)];
      for (int m = 0; m < matches.length; m++) {
        matches[m] = match(random);
      }
      rules[i] = Routes.rule("r" + i, matches);
    }
    return Routes.route("route" + number, random.nextInt(3), hosts, rules);
  }

  private static RequestMatch match(Random random) {
    List<String> methods = random.nextInt(3) > 0 ? List.of() : List.of(method(random));
    return new RequestMatch(
        pathMatch(random),
        methods,
        named(random),
        named(random),
        named(random),
        random.nextInt(4) > 0 ? null : List.of(one(random, List.of("10.0.0.0/8", "fd00::/8"))));
  }

  private static String method(Random random) {
    return one(random, List.of("GET", "POST"));
  }

  private static List<NamedMatch> named(Random random) {
    List<NamedMatch> all = new ArrayList<>();
    for (int i = Math.max(0, random.nextInt(6) - 3); i > 0; i--) {
      ValueMatch value =
          switch (random.nextInt(3)) {
            case 0 -> new ValueMatch.Exact(one(random, List.of("1", "2")));
            case 1 -> new ValueMatch.Regex("[12]");
            default -> new ValueMatch.Present(random.nextBoolean());
          };
      all.add(new NamedMatch(one(random, List.of("x", "y")), value));
    }
    return all;
  }

  private static PathMatch pathMatch(Random random) {
    return switch (random.nextInt(5)) {
      case 0 -> new PathMatch.Exact(path(random));
      case 1 -> new PathMatch.Prefix(path(random));
      case 2 -> new PathMatch.Regex(one(random, REGEXES));
      default -> new PathMatch.Template(PathTemplate.parse(template(random)));
    };
  }

  private static String template(Random random) {
    StringBuilder text = new StringBuilder();
    int segments = 1 + random.nextInt(3);
    for (int i = 0; i < segments; i++) {
      text.append('/').append(random.nextBoolean() ? "{c" + i + "}" : one(random, WORDS));
    }
    return random.nextInt(3) == 0 ? text + "/{rest=**}" : text.toString();
  }

  private static String path(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      text.append('/').append(one(random, WORDS));
    }
    return text.toString();
  }

  private static Ask ask(Random random) {
    String host = one(random, HOSTS).replace("*", "q");
    Ask ask = Ask.of(method(random), host, path(random));
    for (String name : List.of("x", "y")) {
      ask = random.nextBoolean() ? ask.header(name, one(random, List.of("1", "2", "3"))) : ask;
      ask = random.nextBoolean() ? ask.queried(name, one(random, List.of("1", "2", "3"))) : ask;
      ask = random.nextBoolean() ? ask.cookied(name, one(random, List.of("1", "2", "3"))) : ask;
    }
    return ask;
  }
}
