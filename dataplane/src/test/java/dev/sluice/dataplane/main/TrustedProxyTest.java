package dev.sluice.dataplane.main;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.exchange.TrustedProxies;
import dev.sluice.dataplane.listener.Limits;
import dev.sluice.dataplane.listener.ListenerOptions;
import dev.sluice.snapshot.action.Respond;
import dev.sluice.snapshot.match.AddressRanges;
import dev.sluice.snapshot.match.PathMatch;
import dev.sluice.snapshot.match.RequestMatch;
import dev.sluice.snapshot.route.Rule;
import dev.sluice.snapshot.upstream.Timeouts;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whose word on the client is taken, and what backends then hear. */
class TrustedProxyTest {
  private static final String LAST = "Connection: close\r\n\r\n";

  static ListenerOptions trusting(String ranges, boolean proxyHeader) {
    return new ListenerOptions(
        Limits.DEFAULT, new TrustedProxies(AddressRanges.parse(ranges)), proxyHeader, proxyHeader);
  }

  /** The head that a backend gets for those fields, in lower case. */
  private static String heard(ListenerOptions options, String before, String fields)
      throws Exception {
    try (Running running = new Running(options);
        Backend backend = Backend.saying("ok")) {
      running.forwardTo(backend);
      String answer =
          running.exchange(before + "GET / HTTP/1.1\r\nHost: a.test\r\n" + fields + LAST);
      assertThat(answer).startsWith("HTTP/1.1 200 ");
      List<String> heads = backend.heads;
      assertThat(heads).hasSize(1);
      return heads.get(0).toLowerCase(Locale.ROOT);
    }
  }

  @Test
  void what_a_stranger_says_of_itself_is_replaced() throws Exception {
    String head =
        heard(
            trusting("10.0.0.0/8", false),
            "",
            "X-Forwarded-For: 10.1.1.1\r\nX-Forwarded-For: 6.6.6.6\r\nX-Forwarded-Proto: https\r\n"
                + "X-Forwarded-Host: evil.test\r\nX-Forwarded-Port: 443\r\n"
                + "Forwarded: for=10.1.1.1;proto=https\r\n");
    assertThat(head)
        .contains("\r\nx-forwarded-for: 127.0.0.1\r\n", "\r\nx-forwarded-proto: http\r\n")
        .contains("\r\nx-forwarded-host: a.test\r\n")
        .contains("\r\nforwarded: for=127.0.0.1;host=\"a.test\";proto=http\r\n")
        .doesNotContain("10.1.1.1", "6.6.6.6", "evil", "x-forwarded-port: 443");
  }

  /** Fields, with ; between them, and the X-Forwarded-For that the backend gets. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "X-Forwarded-For: 8.8.8.8|8.8.8.8, 127.0.0.1",
        "X-Forwarded-For: 9.9.9.9, 8.8.8.8|8.8.8.8, 127.0.0.1",
        "X-Forwarded-For: 9.9.9.9, 8.8.8.8, 10.0.0.7|8.8.8.8, 10.0.0.7, 127.0.0.1",
        "X-Forwarded-For: 9.9.9.9;X-Forwarded-For: 8.8.8.8, 10.0.0.7|8.8.8.8, 10.0.0.7, 127.0.0.1",
        "X-Forwarded-For: 10.0.0.8, 10.0.0.7|10.0.0.8, 10.0.0.7, 127.0.0.1",
        "X-Forwarded-For: 8.8.8.8, evil, 10.0.0.7|10.0.0.7, 127.0.0.1",
        "X-Forwarded-For: evil|127.0.0.1",
        "X-Forwarded-For: 8.8.8.8:1234|8.8.8.8, 127.0.0.1",
        "X-Forwarded-For: [2001:db8::1]:1234|2001:db8::1, 127.0.0.1",
        "X-Forwarded-For: 2001:db8::1, fd00::7|2001:db8::1, fd00::7, 127.0.0.1",
        "X-Forwarded-For: 8.8.8.8, ::ffff:10.0.0.7|8.8.8.8, ::ffff:10.0.0.7, 127.0.0.1",
        "X-Forwarded-For:|127.0.0.1",
        "X-Forwarded-For: 8.8.8.8,|127.0.0.1",
        "Forwarded: for=9.9.9.9, for=8.8.8.8;proto=https, for=10.0.0.7|8.8.8.8, 10.0.0.7, 127.0.0.1",
        "Forwarded: For=\"[2001:db8::1]:80\"|2001:db8::1, 127.0.0.1",
        "Forwarded: for=unknown|127.0.0.1",
        "Forwarded: for=_x, for=8.8.8.8|8.8.8.8, 127.0.0.1",
        "X-Forwarded-For: 8.8.8.8;Forwarded: for=9.9.9.9|8.8.8.8, 127.0.0.1",
        "X: y|127.0.0.1",
      })
  void a_chain_is_walked_from_the_right(String fields, String expected) throws Exception {
    String head =
        heard(
            trusting("127.0.0.0/8, 10.0.0.0/8, fd00::/8", false),
            "",
            fields.replace(";X-F", "\r\nX-F").replace(";Forw", "\r\nForw") + "\r\n");
    assertThat(head).contains("\r\nx-forwarded-for: " + expected + "\r\n");
  }

  @Test
  void a_trusted_proxy_says_how_its_client_came() throws Exception {
    String head =
        heard(
            trusting("127.0.0.1", false),
            "",
            "X-Forwarded-For: 8.8.8.8\r\nX-Forwarded-Proto: https\r\n"
                + "X-Forwarded-Host: shop.test\r\nX-Forwarded-Port: 443\r\n");
    assertThat(head)
        .contains("\r\nx-forwarded-proto: https\r\n", "\r\nx-forwarded-host: shop.test\r\n")
        .contains("\r\nx-forwarded-port: 443\r\n")
        .contains("\r\nforwarded: for=8.8.8.8;host=\"a.test\";proto=https, for=127.0.0.1\r\n");
  }

  @Test
  void every_filter_gets_the_client_that_was_found() throws Exception {
    try (Running running = new Running(trusting("127.0.0.1", false))) {
      running.apply(Running.usual());
      assertThat(
              running.exchange(
                  "GET /hello HTTP/1.1\r\nHost: a.test\r\nX-Forwarded-For: 8.8.8.8\r\n" + LAST))
          .contains("\r\nx-client: 8.8.8.8\r\n");
    }
  }

  @Test
  void a_proxy_header_names_the_client() throws Exception {
    ListenerOptions options = trusting("127.0.0.1", true);
    assertThat(heard(options, "PROXY TCP4 8.8.8.8 1.1.1.1 1000 80\r\n", ""))
        .contains("\r\nx-forwarded-for: 8.8.8.8\r\n");
    assertThat(heard(options, "PROXY TCP6 2001:db8::8 2001:db8::1 1000 80\r\n", ""))
        .contains("\r\nx-forwarded-for: 2001:db8:0:0:0:0:0:8\r\n");
    assertThat(heard(options, "PROXY UNKNOWN\r\n", ""))
        .contains("\r\nx-forwarded-for: 127.0.0.1\r\n");
    assertThat(heard(options, binary(0x21, "8.8.8.8"), "X-Forwarded-For: 6.6.6.6\r\n"))
        .contains("\r\nx-forwarded-for: 8.8.8.8\r\n");
    assertThat(heard(options, binary(0x20, "8.8.8.8"), ""))
        .contains("\r\nx-forwarded-for: 127.0.0.1\r\n");
  }

  /** Version 2, TCP over IPv4. */
  private static String binary(int command, String source) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(
        new byte[] {
          13, 10, 13, 10, 0, 13, 10, 'Q', 'U', 'I', 'T', 10, (byte) command, 0x11, 0, 12
        });
    out.writeBytes(InetAddress.getByName(source).getAddress());
    out.writeBytes(new byte[] {1, 1, 1, 1, 3, (byte) 232, 0, 80});
    return out.toString(StandardCharsets.ISO_8859_1);
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, ''",
    "127.0.0.1, PROXY TCP4 8.8.8.8~",
    "127.0.0.1, PROXY TCP4 8.8.8.8 1.1.1.1 1000 70000~",
    "127.0.0.1, PROXY TCP4 not-an-address 1.1.1.1 1 80~",
    "10.0.0.0/8, PROXY TCP4 8.8.8.8 1.1.1.1 1000 80~",
  })
  void without_a_good_header_from_a_trusted_peer_nothing_is_served(String trusted, String header)
      throws Exception {
    try (Running running = new Running(trusting(trusted, true))) {
      running.apply(Running.usual());
      String answer;
      try {
        answer =
            running.exchange(
                header.replace("~", "\r\n") + "GET /hello HTTP/1.1\r\nHost: a.test\r\n" + LAST);
      } catch (java.net.SocketException e) {
        answer = "";
      }
      assertThat(answer).isEmpty();
    }
  }

  @Test
  void a_rule_for_some_addresses_sees_the_one_that_trusted_proxies_name() throws Exception {
    RequestMatch inside =
        new RequestMatch(
            PathMatch.ANY, List.of(), List.of(), List.of(), List.of(), List.of("10.0.0.0/8"));
    Rule office =
        new Rule(
            "office",
            List.of(inside),
            List.of(),
            new Respond(200, List.of(), "office"),
            Timeouts.DEFAULT);
    Rule all = Running.rule("all", PathMatch.ANY, new Respond(200, List.of(), "all"));
    String request = "GET / HTTP/1.1\r\nHost: a.test\r\nX-Forwarded-For: 10.1.1.1\r\n" + LAST;
    try (Running running = new Running(trusting("127.0.0.1", false))) {
      running.apply(Running.route("a.test", all, office));
      assertThat(running.exchange(request)).endsWith("office");
      assertThat(running.exchange("GET / HTTP/1.1\r\nHost: a.test\r\n" + LAST)).endsWith("all");
    }
    try (Running running = new Running(trusting("192.0.2.1", false))) {
      running.apply(Running.route("a.test", all, office));
      assertThat(running.exchange(request)).endsWith("all");
    }
  }
}
