package dev.sluice.dataplane.main;

import static dev.sluice.dataplane.main.Limited.filter;
import static dev.sluice.dataplane.main.Limited.limit;
import static dev.sluice.dataplane.main.Limited.perMinute;
import static dev.sluice.dataplane.main.Limited.tiers;
import static dev.sluice.dataplane.main.Limited.when;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.snapshot.action.Action;
import dev.sluice.snapshot.action.Respond;
import dev.sluice.snapshot.filter.FilterConfig;
import dev.sluice.snapshot.filter.Limit;
import dev.sluice.snapshot.filter.LimitKey;
import dev.sluice.snapshot.match.PathMatch;
import dev.sluice.snapshot.match.PathTemplate;
import dev.sluice.snapshot.match.RequestMatch;
import dev.sluice.snapshot.route.Route;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is counted apart, through the real listener. */
class LimitKeyTest {
  private static final Action HELLO = new Respond(200, List.of(), "hello");

  private Running running;

  @BeforeEach
  void start() throws Exception {
    running = new Running();
  }

  @AfterEach
  void stop() throws Exception {
    running.close();
  }

  private static Route limited(FilterConfig... filters) {
    return Running.route("a.test", Running.rule("r", PathMatch.ANY, HELLO, filters));
  }

  private String get(String path, String... fields) throws Exception {
    return running.exchange(
        "GET "
            + path
            + " HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n"
            + String.join("", fields)
            + "\r\n");
  }

  private static int status(String answer) {
    return Integer.parseInt(answer.substring(9, 12));
  }

  private static String field(String answer, String name) {
    Matcher found = Pattern.compile("\r\n" + name + ": ([^\r]*)\r\n").matcher(answer);
    return found.find() ? found.group(1) : "";
  }

  @Test
  void keys_conditions_and_tiers_tell_requests_apart() throws Exception {
    RequestMatch posts =
        new RequestMatch(
            new PathMatch.Prefix("/pay"), List.of("GET"), List.of(), List.of(), List.of());
    Limit byUser =
        tiers(
            limit("user", perMinute(1, 1), new LimitKey.Header("x-user")),
            "x-plan",
            new Limit.Tier("gold", perMinute(3, 3)));
    Limit byPage = when(limit("page", perMinute(1, 1), new LimitKey.PathSegment(1)), posts);
    running.apply(limited(filter(Limited.of("test/p", byUser, byPage))));
    assertThat(status(get("/", "X-User: a\r\n"))).isEqualTo(200);
    assertThat(status(get("/", "X-User: a\r\n"))).isEqualTo(429);
    assertThat(status(get("/", "X-User: b\r\n"))).isEqualTo(200);
    assertThat(status(get("/"))).isEqualTo(200);
    assertThat(status(get("/"))).as("none at all is one key too").isEqualTo(429);
    for (int i = 0; i < 3; i++) {
      assertThat(status(get("/", "X-User: c\r\n", "X-Plan: gold\r\n"))).isEqualTo(200);
    }
    assertThat(status(get("/", "X-User: c\r\n", "X-Plan: gold\r\n"))).isEqualTo(429);
    assertThat(status(get("/pay/1", "X-User: d\r\n"))).isEqualTo(200);
    assertThat(status(get("/pay/2", "X-User: e\r\n"))).isEqualTo(200);
    String refused = get("/pay/1", "X-User: f\r\n");
    assertThat(status(refused)).isEqualTo(429);
    assertThat(field(refused, "ratelimit-policy"))
        .isEqualTo("\"user\";q=1;w=60, \"page\";q=1;w=60");
    // What one limit refuses has cost the other nothing.
    assertThat(status(get("/", "X-User: f\r\n"))).isEqualTo(200);
  }

  @Test
  void cookies_queries_and_segments_are_keys_too() throws Exception {
    Limit each =
        limit(
            "l",
            perMinute(1, 1),
            new LimitKey.Cookie("c"),
            new LimitKey.Query("q"),
            new LimitKey.PathSegment(0));
    running.apply(limited(filter(Limited.of("test/p", each))));
    assertThat(status(get("/x?q=1", "Cookie: c=1\r\n"))).isEqualTo(200);
    assertThat(status(get("/x?q=1", "Cookie: c=1\r\n"))).isEqualTo(429);
    assertThat(status(get("/x?q=2", "Cookie: c=1\r\n"))).isEqualTo(200);
    assertThat(status(get("/x?q=1", "Cookie: c=2\r\n"))).isEqualTo(200);
    assertThat(status(get("/y?q=1", "Cookie: c=1\r\n"))).isEqualTo(200);
  }

  @Test
  void clients_of_one_network_are_one_client_where_the_prefix_says_so() throws Exception {
    running.close();
    running = new Running(TrustedProxyTest.trusting("127.0.0.1", false));
    running.apply(
        limited(
            filter(
                Limited.of("test/p", limit("l", perMinute(1, 1), new LimitKey.Source(24, 48))))));
    String[][] pairs = {
      {"192.0.2.1", "192.0.2.200", "192.0.3.1"},
      {"2001:db8:1:1::1", "2001:db8:1:ffff::2", "2001:db8:2:1::1"}
    };
    for (String[] each : pairs) {
      assertThat(status(get("/", "X-Forwarded-For: " + each[0] + "\r\n"))).isEqualTo(200);
      assertThat(status(get("/", "X-Forwarded-For: " + each[1] + "\r\n"))).isEqualTo(429);
      assertThat(status(get("/", "X-Forwarded-For: " + each[2] + "\r\n"))).isEqualTo(200);
    }
  }

  @Test
  void a_capture_of_the_path_is_a_key() throws Exception {
    Limit each = limit("l", perMinute(1, 1), new LimitKey.PathCapture("id"));
    PathMatch users = new PathMatch.Template(PathTemplate.parse("/users/{id}/{rest=**}"));
    running.apply(
        Running.route(
            "a.test", Running.rule("r", users, HELLO, filter(Limited.of("test/p", each)))));
    assertThat(status(get("/users/1/a"))).isEqualTo(200);
    assertThat(status(get("/users/1/b"))).isEqualTo(429);
    assertThat(status(get("/users/2/a"))).isEqualTo(200);
  }
}
