package dev.sluice.dataplane.main;

import static dev.sluice.dataplane.main.Limited.costs;
import static dev.sluice.dataplane.main.Limited.filter;
import static dev.sluice.dataplane.main.Limited.limit;
import static dev.sluice.dataplane.main.Limited.perMinute;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.snapshot.action.Action;
import dev.sluice.snapshot.action.Respond;
import dev.sluice.snapshot.filter.FilterConfig;
import dev.sluice.snapshot.filter.HeaderEdits;
import dev.sluice.snapshot.filter.Limit;
import dev.sluice.snapshot.filter.Limit.Bound;
import dev.sluice.snapshot.filter.LimitCost;
import dev.sluice.snapshot.filter.LimitKey;
import dev.sluice.snapshot.filter.LimitPolicy.LimitHeaders;
import dev.sluice.snapshot.filter.Phase;
import dev.sluice.snapshot.filter.ResponseEdit;
import dev.sluice.snapshot.match.PathMatch;
import dev.sluice.snapshot.route.Fleet;
import dev.sluice.snapshot.route.Route;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RateLimitTest {
  private static final Action HELLO = new Respond(200, List.of(), "hello");
  private static final LimitKey ADDRESS = new LimitKey.Source(32, 64);

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
    return limited(HELLO, filters);
  }

  private static Route limited(Action action, FilterConfig... filters) {
    return Running.route("a.test", Running.rule("r", PathMatch.ANY, action, filters));
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
  void every_response_says_what_is_left_and_a_refusal_when_to_come_back() throws Exception {
    running.apply(limited(filter(Limited.of("test/p", limit("few", perMinute(60, 3), ADDRESS)))));
    String first = get("/");
    assertThat(status(first)).isEqualTo(200);
    assertThat(field(first, "ratelimit-policy")).isEqualTo("\"few\";q=60;w=60");
    assertThat(field(first, "ratelimit")).isEqualTo("\"few\";r=2;t=1");
    assertThat(field(get("/"), "ratelimit")).isEqualTo("\"few\";r=1;t=2");
    assertThat(field(get("/"), "ratelimit")).isEqualTo("\"few\";r=0;t=3");
    String refused = get("/");
    assertThat(status(refused)).isEqualTo(429);
    assertThat(field(refused, "retry-after")).isEqualTo("1");
    assertThat(field(refused, "ratelimit")).isEqualTo("\"few\";r=0;t=3");
    assertThat(field(refused, "content-type")).isEqualTo("application/problem+json");
    assertThat(refused).contains("\"title\":\"rate_limited\"", "the limit few is reached");
    assertThat(running.metric("sluice_limit_requests_total", "limit=\"few\"", "\"passed\""))
        .isEqualTo(3);
    assertThat(running.metric("sluice_limit_requests_total", "limit=\"few\"", "\"refused\""))
        .isEqualTo(1);
  }

  @Test
  void counts_survive_every_swap_and_an_edited_rate_keeps_its_share() throws Exception {
    FilterConfig ten = filter(Limited.of("test/p", limit("l", perMinute(10, 10))));
    running.apply(limited(ten));
    for (int i = 0; i < 5; i++) {
      get("/");
    }
    running.apply(limited(ten, new ResponseEdit(new HeaderEdits(List.of(), List.of(), List.of()))));
    assertThat(field(get("/"), "ratelimit")).startsWith("\"l\";r=4;");
    // Six tenths are used up, and stay so.
    running.apply(limited(filter(Limited.of("test/p", limit("l", perMinute(100, 100))))));
    assertThat(field(get("/"), "ratelimit")).matches("\"l\";r=(39|40);.*");
    assertThat(running.metrics()).contains("limit=\"l\"");
    // Another limit of the same policy begins anew, and so does one that was away.
    running.apply(limited(filter(Limited.of("test/p", limit("m", perMinute(10, 10))))));
    assertThat(field(get("/"), "ratelimit")).startsWith("\"m\";r=9;");
    assertThat(running.metrics()).doesNotContain("limit=\"l\"");
    running.apply(limited(ten));
    assertThat(field(get("/"), "ratelimit")).startsWith("\"l\";r=9;");
  }

  @Test
  void a_data_plane_enforces_its_share_and_keeps_its_counts_when_the_fleet_scales()
      throws Exception {
    Route route = limited(filter(Limited.of("test/p", limit("l", perMinute(20, 20)))));
    running.apply(route);
    for (int i = 0; i < 10; i++) {
      get("/");
    }
    running.apply(route, new Fleet(4));
    // Half is used up: of five two and a half.
    assertThat(field(get("/"), "ratelimit")).startsWith("\"l\";r=1;");
    assertThat(status(get("/"))).isEqualTo(200);
    assertThat(status(get("/"))).isEqualTo(429);
  }

  @Test
  void the_strictest_policy_answers_in_its_own_words() throws Exception {
    Limited hour =
        Limited.of("test/hour", limit("hour", new Bound.Rate(1, 3_600_000, 1)))
            .answering(503, "come back later\n", "text/plain");
    Limited minute = Limited.of("test/minute", limit("minute", perMinute(1, 1)));
    running.apply(limited(filter(minute, hour)));
    assertThat(status(get("/"))).isEqualTo(200);
    String refused = get("/");
    assertThat(status(refused)).isEqualTo(503);
    assertThat(field(refused, "retry-after")).isEqualTo("3600");
    assertThat(field(refused, "content-type")).isEqualTo("text/plain");
    assertThat(refused).endsWith("\r\n\r\ncome back later\n");
  }

  @Test
  void a_dry_run_counts_and_shows_nothing() throws Exception {
    running.apply(limited(filter(Limited.of("test/p", limit("l", perMinute(1, 1))).dryRun())));
    for (int i = 0; i < 3; i++) {
      String answer = get("/");
      assertThat(status(answer)).isEqualTo(200);
      assertThat(field(answer, "ratelimit")).isEmpty();
    }
    assertThat(running.metric("sluice_limit_requests_total", "\"would_refuse\"")).isEqualTo(2);
  }

  @Test
  void older_field_names_speak_of_the_limit_with_least_left() throws Exception {
    Limited both =
        Limited.of("test/p", limit("a", perMinute(60, 10)), limit("b", perMinute(30, 5)));
    running.apply(limited(filter(both.headers(LimitHeaders.LEGACY))));
    String answer = get("/");
    assertThat(field(answer, "x-ratelimit-limit")).isEqualTo("30");
    assertThat(field(answer, "x-ratelimit-remaining")).isEqualTo("4");
    assertThat(field(answer, "x-ratelimit-reset")).isEqualTo("2");
    running.apply(limited(filter(both.headers(LimitHeaders.NONE))));
    assertThat(get("/").toLowerCase(java.util.Locale.ROOT)).doesNotContain("ratelimit");
  }

  @Test
  void a_request_costs_what_its_header_says() throws Exception {
    Limit limit = costs(limit("l", perMinute(60, 10)), new LimitCost.RequestHeader("x-cost"));
    running.apply(limited(filter(Limited.of("test/p", limit))));
    assertThat(field(get("/", "X-Cost: 7\r\n"), "ratelimit")).startsWith("\"l\";r=3;");
    String refused = get("/", "X-Cost: 4\r\n");
    assertThat(status(refused)).isEqualTo(429);
    assertThat(status(get("/", "X-Cost: 3\r\n"))).isEqualTo(200);
    assertThat(status(get("/", "X-Cost: 0\r\n"))).isEqualTo(200);
    assertThat(status(get("/", "X-Cost: -1\r\n"))).as("no number counts as one").isEqualTo(429);
  }

  @Test
  void a_response_may_say_afterwards_what_its_request_has_cost() throws Exception {
    try (Backend backend =
        Backend.answering("HTTP/1.1 200 OK\r\nX-Cost: 25\r\nContent-Length: 0\r\n\r\n")) {
      Limit limit = costs(limit("l", perMinute(60, 10)), new LimitCost.ResponseHeader("x-cost"));
      running.apply(
          Running.endpoints(backend),
          limited(Running.proxy(), filter(Limited.of("test/p", limit))));
      assertThat(status(get("/"))).isEqualTo(200);
      String refused = get("/");
      assertThat(status(refused)).isEqualTo(429);
      assertThat(Integer.parseInt(field(refused, "retry-after"))).isBetween(15, 16);
    }
  }

  @Test
  void requests_in_flight_are_bounded_and_make_room_whatever_way_they_end() throws Exception {
    CountDownLatch answers = new CountDownLatch(1);
    try (Backend backend =
        Backend.answeringAfter(answers, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")) {
      running.apply(
          Running.endpoints(backend),
          limited(
              Running.proxy(),
              filter(Limited.of("test/p", limit("l", new Bound.Concurrent(2), ADDRESS)))));
      String request = "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n";
      try (Socket leaves = new Socket("127.0.0.1", running.plane.httpPort());
          Socket stays = new Socket("127.0.0.1", running.plane.httpPort())) {
        leaves
            .getOutputStream()
            .write(request.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        stays.getOutputStream().write(request.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        Running.await(() -> backend.heads.size() == 2);
        String refused = get("/");
        assertThat(status(refused)).isEqualTo(429);
        assertThat(field(refused, "ratelimit-policy"))
            .isEqualTo("\"l\";q=2;qu=\"concurrent-requests\"");
        leaves.close();
        answers.countDown();
        assertThat(Running.answer(stays.getInputStream())).startsWith("HTTP/1.1 200");
        Running.await(
            () -> {
              try {
                return field(get("/"), "ratelimit").equals("\"l\";r=1");
              } catch (Exception e) {
                throw new AssertionError(e);
              }
            });
      }
    }
  }

  @Test
  void limits_before_and_after_authentication_are_both_held() throws Exception {
    running.apply(
        limited(
            filter(Limited.of("test/after", limit("after", perMinute(1, 2)))),
            filter(
                Phase.LIMIT_BEFORE_AUTHENTICATION,
                Limited.of("test/before", limit("before", perMinute(1, 3))))));
    String first = get("/");
    assertThat(first).contains("ratelimit: \"after\";r=1;", "ratelimit: \"before\";r=2;");
    assertThat(status(get("/"))).isEqualTo(200);
    assertThat(status(get("/"))).isEqualTo(429);
    String fourth = get("/");
    assertThat(status(fourth)).isEqualTo(429);
    assertThat(fourth).contains("\"before\"").doesNotContain("\"after\"");
  }
}
