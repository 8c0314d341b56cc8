package dev.sluice.snapshot.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CostExpressionTest {
  /** Its clock stands still while others have the core. */
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private static final Asked SEARCH =
      new Asked(
          "POST",
          "/search/all",
          Map.of("q", "a b", "deep", "1"),
          Map.of("x-cost", "7", "x-plan", "gold", "content-type", "application/json"),
          2048,
          200,
          Map.of("x-tokens", "42"),
          -1);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "5 | 5",
        "request.method == 'POST' ? 5 : 1 | 5",
        "request.method in ['GET', 'HEAD'] ? 1 : 3 | 3",
        "request.path.startsWith('/search/') && request.path.endsWith('all') ? 10 : 1 | 10",
        "request.path.matches('^/s[a-z]+/') ? 4 : 1 | 4",
        "request.headers['content-type'].contains('json') ? 2 : 1 | 2",
        "'deep' in request.query ? 20 : 1 | 20",
        "'x-none' in request.headers ? 20 : 1 | 1",
        "int(request.headers['x-cost']) * 2 | 14",
        "{'gold': 1, 'silver': 5}[request.headers['x-plan']] | 1",
        "(request.size + 1023) / 1024 | 2",
        "int(double(request.size) * 1.5) | 3072",
        "request.host == 'shop.example.com' ? 2 : 1 | 2",
        "client.address == '192.0.2.7' ? 3 : 1 | 3",
        "request.path.size() | 11",
        "response.status >= 500 ? 0 : int(response.headers['x-tokens']) | 42",
      })
  void it_says_what_a_request_costs(String text, long units) {
    assertThat(CostExpression.parse(text).of(SEARCH)).isEqualTo(units);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 - 5 | 0",
        "0 | 0",
        "1000000001 | 1000000000",
        "9223372036854775807 | 1000000000",
      })
  void what_is_out_of_range_is_brought_into_it(String text, long units) {
    assertThat(CostExpression.parse(text).of(SEARCH)).isEqualTo(units);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "int(request.headers['x-none']) | attribute not found",
        "int(request.headers['x-plan']) | bad format",
        "1 / (request.size - 2048) | divide by zero",
        "9223372036854775807 + request.size | numeric overflow",
        "int(1e30) | numeric overflow",
        "{'silver': 5}[request.headers['x-plan']] | attribute not found",
        "response.size / 1024 | the size of the body is not known",
        "request.headers == request.query ? 1 : 2 | ask for one name",
      })
  void what_cannot_be_told_fails_and_no_client_s_words_are_quoted(String text, String why) {
    CostExpression expression = CostExpression.parse(text);
    assertThatThrownBy(() -> expression.of(SEARCH))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(why);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | mismatched input",
        "request.sise | at character 1: undeclared reference to 'request'",
        "request.sise | there are request.method, request.host, request.path",
        "1 + | at character 4: mismatched input",
        "request.method | expected type 'int' but found 'string'",
        "1.5 | expected type 'int' but found 'double'",
        "request.size + 1.0 | found no matching overload for '_+_'",
        "request.path + 'a' == 'b' ? 1 : 2 | at character 14: found no matching overload",
        "size([1] + [2]) | found no matching overload for '_+_'",
        "[1, 2].exists(x, x > 1) ? 1 : 2 | undeclared reference to",
        "[1, 2].all(x, true) ? 1 : 2 | undeclared reference to",
        "size(request.headers) | found no matching overload for 'size'",
        "request.path.matches(request.host) ? 1 : 2 | what matches() looks for must be written out",
        "request.path.contains(request.host) ? 1 : 2 | contains() looks for must be written out",
        "request.path.matches('(?=a)') ? 1 : 2 | is no RE2 expression",
        "request.path.matches('((a{100}){100}){100}') ? 1 : 2 | too large",
        "timestamp('2026-01-01T00:00:00Z').getHours() | undeclared reference to 'timestamp'",
        "dyn(1) | undeclared reference to 'dyn'",
        "[1, 'a'][0] | expected type",
      })
  void what_cannot_be_right_is_refused_with_its_place(String text, String message) {
    assertThatThrownBy(() -> CostExpression.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void what_is_too_long_or_too_deep_is_refused() {
    for (String text :
        new String[] {"1 + ".repeat(300) + "1", "(".repeat(400) + "1" + ")".repeat(400)}) {
      assertThatThrownBy(() -> CostExpression.parse(text))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void it_is_told_later_where_it_speaks_of_the_response() {
    assertThat(CostExpression.parse("response.status > 499 ? 0 : 1").later()).isTrue();
    assertThat(CostExpression.parse("'x' in response.headers ? 0 : 1").later()).isTrue();
    assertThat(CostExpression.parse("'response.status' == request.path ? 0 : 1").later()).isFalse();
  }

  /** Whatever clients send: the longest texts, and as dear an expression as fits. */
  @Test
  void no_request_keeps_an_event_loop_for_long() {
    String longest = "a".repeat(8190);
    Asked asked =
        new Asked("GET", "/", Map.of("q", longest), Map.of("x", longest), 0, 200, Map.of(), 0);
    StringBuilder dear = new StringBuilder("0");
    while (dear.length() < 950) {
      dear.append(" + (request.headers['x'].matches('(a|aa)+$') ? 1 : 0)");
    }
    CostExpression expression = CostExpression.parse(dear.toString());
    assertThat(expression.of(asked)).isPositive();
    long before = THREADS.getCurrentThreadCpuTime();
    expression.of(asked);
    assertThat(THREADS.getCurrentThreadCpuTime() - before)
        .isLessThan(Duration.ofMillis(500).toNanos());
  }

  @Test
  void a_text_beyond_the_bound_is_not_looked_at() {
    Asked asked =
        new Asked("GET", "/", Map.of(), Map.of("x", "1".repeat(8193)), 0, 200, Map.of(), 0);
    CostExpression expression = CostExpression.parse("int(request.headers['x'])");
    assertThatThrownBy(() -> expression.of(asked)).hasMessageContaining("longer than 8192");
  }

  private record Asked(
      String method,
      String path,
      Map<String, String> queries,
      Map<String, String> headers,
      long size,
      int status,
      Map<String, String> responseHeaders,
      long responseSize)
      implements CostSource {
    @Override
    public String host() {
      return "shop.example.com";
    }

    @Override
    public @Nullable String query(String name) {
      return queries.get(name);
    }

    @Override
    public @Nullable String header(String name) {
      return headers.get(name);
    }

    @Override
    public String clientAddress() {
      return "192.0.2.7";
    }

    @Override
    public @Nullable String responseHeader(String name) {
      return responseHeaders.get(name);
    }
  }
}
