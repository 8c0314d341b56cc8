package dev.sluice.dataplane.main;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MalformedRequestTest {
  private static Running running;

  @BeforeAll
  static void start() throws Exception {
    running = new Running();
    running.apply(Running.usual());
  }

  @AfterAll
  static void stop() throws Exception {
    running.close();
  }

  /** Status, RFC section, bytes: r, n, t, z for CR, LF, tab and NUL after a backslash. */
  @ParameterizedTest(name = "{0} by {1}: {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "400|9112 2.2|GET /hello HTTP/1.1\\nHost: a.test\\n\\n",
        "400|9112 2.2|GET /hello HTTP/1.1\\r\\nHost: a.test\\n\\r\\n",
        "400|9112 2.2|GET /hello HTTP/1.1\\rHost: a.test\\r\\n\\r\\n",
        "400|9112 2.2|GET /hello HTTP/1.1\\r\\nHost: a.test\\rX: y\\r\\n\\r\\n",
        "400|9112 3|GET  /hello HTTP/1.1\\r\\nHost: a.test\\r\\n\\r\\n",
        "400|9112 3|GET /hello  HTTP/1.1\\r\\nHost: a.test\\r\\n\\r\\n",
        "400|9112 3|GET /hello HTTP/1.1 \\r\\nHost: a.test\\r\\n\\r\\n",
        "400|9112 3|GET\\t/hello HTTP/1.1\\r\\nHost: a.test\\r\\n\\r\\n",
        "400|9112 3|` GET /hello HTTP/1.1\\r\\nHost: a.test\\r\\n\\r\\n`",
        "400|9112 3|GET /hello\\r\\nHost: a.test\\r\\n\\r\\n",
        "400|9112 3|GET\\r\\n\\r\\n",
        "400|9112 3.1|G@T /hello HTTP/1.1\\r\\nHost: a.test\\r\\n\\r\\n",
        "400|9112 3.1|GET\\z /hello HTTP/1.1\\r\\nHost: a.test\\r\\n\\r\\n",
        "501|9112 3.2.3|CONNECT a.test:80 HTTP/1.1\\r\\nHost: a.test\\r\\n\\r\\n",
        "405|9110 9.3.8|TRACE /hello HTTP/1.1\\r\\nHost: a.test\\r\\n\\r\\n",
        "400|9112 2.3|GET /hello HTTP/1.2\\r\\nHost: a.test\\r\\n\\r\\n",
        "505|9112 2.3|GET /hello HTTP/2.0\\r\\nHost: a.test\\r\\n\\r\\n",
        "505|9112 2.3|GET /hello HTTP/3.1\\r\\nHost: a.test\\r\\n\\r\\n",
        "400|9112 2.3|GET /hello http/1.1\\r\\nHost: a.test\\r\\n\\r\\n",
        "400|9112 2.3|GET /hello HTTP/1.10\\r\\nHost: a.test\\r\\n\\r\\n",
        "400|9112 2.3|GET /hello HTTP/01.1\\r\\nHost: a.test\\r\\n\\r\\n",
        "400|9112 3.2|GET hello HTTP/1.1\\r\\nHost: a.test\\r\\n\\r\\n",
        "400|9112 3.2|GET ftp://a.test/hello HTTP/1.1\\r\\nHost: a.test\\r\\n\\r\\n",
        "400|9112 3.2.2|GET http://b.test/hello HTTP/1.1\\r\\nHost: a.test\\r\\n\\r\\n",
        "400|9112 3.2.4|GET * HTTP/1.1\\r\\nHost: a.test\\r\\n\\r\\n",
        "400|9112 3.2|GET /hello#x HTTP/1.1\\r\\nHost: a.test\\r\\n\\r\\n",
        "400|9112 3.2|GET /hello?a#x HTTP/1.1\\r\\nHost: a.test\\r\\n\\r\\n",
        "400|3986 2.1|GET /hello%zz HTTP/1.1\\r\\nHost: a.test\\r\\n\\r\\n",
        "400|3986 2.1|GET /hello% HTTP/1.1\\r\\nHost: a.test\\r\\n\\r\\n",
        "400|3986 2.1|GET /hello%2 HTTP/1.1\\r\\nHost: a.test\\r\\n\\r\\n",
        "400|3986 2.1|GET /hello%00 HTTP/1.1\\r\\nHost: a.test\\r\\n\\r\\n",
        "400|3986 2.1|GET /hello%0a HTTP/1.1\\r\\nHost: a.test\\r\\n\\r\\n",
        "400|3986 5.2.4|GET /.. HTTP/1.1\\r\\nHost: a.test\\r\\n\\r\\n",
        "400|3986 5.2.4|GET /a/../../hello HTTP/1.1\\r\\nHost: a.test\\r\\n\\r\\n",
        "400|3986 5.2.4|GET /a/%2e%2e/%2E%2E/hello HTTP/1.1\\r\\nHost: a.test\\r\\n\\r\\n",
        "400|3986 2|GET /hello\\\\x HTTP/1.1\\r\\nHost: a.test\\r\\n\\r\\n",
        "400|3986 2|GET /h\u00e9 HTTP/1.1\\r\\nHost: a.test\\r\\n\\r\\n",
        "400|9112 3.2|GET /hello HTTP/1.1\\r\\n\\r\\n",
        "400|9112 3.2|GET /hello HTTP/1.1\\r\\nHost: a.test\\r\\nHost: a.test\\r\\n\\r\\n",
        "400|9112 3.2|GET /hello HTTP/1.1\\r\\nHost: a.test\\r\\nhost: b.test\\r\\n\\r\\n",
        "400|9112 3.2|GET /hello HTTP/1.1\\r\\nHost: a.test, b.test\\r\\n\\r\\n",
        "400|9112 3.2|GET /hello HTTP/1.1\\r\\nHost: a.test/x\\r\\n\\r\\n",
        "400|9112 3.2|GET /hello HTTP/1.1\\r\\nHost: u@a.test\\r\\n\\r\\n",
        "400|9112 3.2|GET /hello HTTP/1.1\\r\\nHost: a.test:x\\r\\n\\r\\n",
        "400|9112 3.2|GET /hello HTTP/1.1\\r\\nHost:\\r\\n\\r\\n",
        "400|9112 3.2|GET /hello HTTP/1.1\\r\\nHost: [::1\\r\\n\\r\\n",
        "400|9112 5.1|GET /hello HTTP/1.1\\r\\nHost : a.test\\r\\n\\r\\n",
        "400|9112 5.1|GET /hello HTTP/1.1\\r\\nHost: a.test\\r\\nX\\t: y\\r\\n\\r\\n",
        "400|9112 5.1|GET /hello HTTP/1.1\\r\\nHost: a.test\\r\\n: y\\r\\n\\r\\n",
        "400|9112 5.1|GET /hello HTTP/1.1\\r\\nHost: a.test\\r\\nX\\r\\n\\r\\n",
        "400|9112 5.2|GET /hello HTTP/1.1\\r\\nHost: a.test\\r\\nX: y\\r\\n z\\r\\n\\r\\n",
        "400|9112 5.2|GET /hello HTTP/1.1\\r\\n Host: a.test\\r\\n\\r\\n",
        "400|9110 5.5|GET /hello HTTP/1.1\\r\\nHost: a.test\\r\\nX: a\\zb\\r\\n\\r\\n",
        "400|9110 5.1|GET /hello HTTP/1.1\\r\\nHost: a.test\\r\\nX(y): z\\r\\n\\r\\n",
        "400|9112 6.3|POST /hello HTTP/1.1\\r\\nHost: a.test\\r\\nContent-Length: 1\\r\\nContent-Length: 1\\r\\n\\r\\na",
        "400|9112 6.3|POST /hello HTTP/1.1\\r\\nHost: a.test\\r\\nContent-Length: 1, 1\\r\\n\\r\\na",
        "400|9112 6.3|POST /hello HTTP/1.1\\r\\nHost: a.test\\r\\nContent-Length: -1\\r\\n\\r\\n",
        "400|9112 6.3|POST /hello HTTP/1.1\\r\\nHost: a.test\\r\\nContent-Length: +1\\r\\n\\r\\na",
        "400|9112 6.3|POST /hello HTTP/1.1\\r\\nHost: a.test\\r\\nContent-Length: 0x1\\r\\n\\r\\na",
        "400|9112 6.3|POST /hello HTTP/1.1\\r\\nHost: a.test\\r\\nContent-Length:\\r\\n\\r\\n",
        "400|9112 6.3|POST /hello HTTP/1.1\\r\\nHost: a.test\\r\\nContent-Length: 9999999999999999999\\r\\n\\r\\n",
        "400|9112 6.1|POST /hello HTTP/1.1\\r\\nHost: a.test\\r\\nContent-Length: 1\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n",
        "400|9112 6.1|POST /hello HTTP/1.1\\r\\nHost: a.test\\r\\nTransfer-Encoding: gzip, chunked\\r\\n\\r\\n",
        "400|9112 6.1|POST /hello HTTP/1.1\\r\\nHost: a.test\\r\\nTransfer-Encoding: identity\\r\\n\\r\\n",
        "400|9112 6.1|POST /hello HTTP/1.1\\r\\nHost: a.test\\r\\nTransfer-Encoding: xchunked\\r\\n\\r\\n",
        "400|9112 6.1|POST /hello HTTP/1.1\\r\\nHost: a.test\\r\\nTransfer-Encoding: chunked\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n",
        "400|9112 6.1|POST /hello HTTP/1.0\\r\\nHost: a.test\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n",
        "417|9110 10.1.1|POST /hello HTTP/1.1\\r\\nHost: a.test\\r\\nExpect: tea\\r\\nContent-Length: 1\\r\\n\\r\\na",
      })
  void what_two_readers_could_take_in_two_ways_is_refused(String status, String rfc, String bytes)
      throws Exception {
    String sent =
        bytes
            .replace("\\\\", "\u0001")
            .replace("\\r", "\r")
            .replace("\\n", "\n")
            .replace("\\t", "\t")
            .replace("\\z", "\0")
            .replace("\u0001", "\\");
    assertThat(running.exchange(sent))
        .startsWith("HTTP/1.1 " + status + " ")
        .contains("connection: close\r\n");
  }
}
