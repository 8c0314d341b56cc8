package dev.sluice.dataplane.main;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.exchange.TrustedProxies;
import dev.sluice.dataplane.listener.Limits;
import dev.sluice.dataplane.listener.ListenerOptions;
import dev.sluice.snapshot.action.Proxy;
import dev.sluice.snapshot.id.ServicePort;
import dev.sluice.snapshot.match.AddressRanges;
import dev.sluice.snapshot.route.AffinityKeys;
import dev.sluice.snapshot.route.Endpoints;
import dev.sluice.snapshot.route.Entry;
import dev.sluice.snapshot.upstream.Balancing;
import dev.sluice.snapshot.upstream.Balancing.SameSite;
import dev.sluice.snapshot.upstream.Forwarding;
import dev.sluice.snapshot.upstream.Health;
import dev.sluice.snapshot.upstream.Timeouts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Clients that come back to the endpoint that they had. */
class AffinityTest extends ToBackends {
  private static final Balancing.Affinity COOKIE =
      new Balancing.Affinity("home", 0, "/", SameSite.LAX);
  private static final String ONE = key(1);
  private static final String TWO = key(2);

  private static String key(int fill) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) fill);
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static Forwarding by(Balancing.Affinity affinity, Health health) {
    return new Forwarding(
        new Balancing(Balancing.Algorithm.ROUND_ROBIN, List.of(), affinity, 0, true),
        null,
        null,
        null,
        health,
        null);
  }

  private static void serve(Running in, Forwarding how, List<String> keys, Entry... endpoints)
      throws Exception {
    List<Entry> all = new ArrayList<>(List.of(endpoints));
    List<Proxy.Backend> backends = new ArrayList<>();
    for (Entry each : endpoints) {
      ServicePort port = ((Endpoints) each).id();
      backends.add(
          new Proxy.Backend(
              port.equals(Running.BACKEND.servicePort()) ? Running.BACKEND : Running.OTHER,
              1,
              true));
    }
    if (!keys.isEmpty()) {
      all.add(new AffinityKeys(keys));
    }
    all.add(
        Running.route(
            "a.test", Running.rule(Timeouts.DEFAULT, Running.ANY, new Proxy(backends, how, null))));
    assertThat(in.apply(all.toArray(Entry[]::new))).isEmpty();
  }

  /** The pair of the answer's Set-Cookie; empty: it has none. */
  private static String cookie(String answer) {
    int at = answer.indexOf("set-cookie: ");
    return at < 0 ? "" : answer.substring(at + 12, answer.indexOf(';', at));
  }

  private static String attributes(String answer) {
    int at = answer.indexOf("set-cookie: ");
    return answer.substring(answer.indexOf(';', at), answer.indexOf("\r\n", at));
  }

  private static char who(String answer) {
    return answer.charAt(answer.length() - 1);
  }

  @Test
  void a_client_comes_back_to_its_endpoint() throws Exception {
    try (Backend a = Backend.saying("a");
        Backend b = Backend.saying("b");
        Backend c = Backend.saying("c")) {
      serve(running, by(COOKIE, null), List.of(ONE), Running.endpoints(a, b, c));
      Set<Character> homes = new HashSet<>();
      for (int client = 0; client < 6; client++) {
        String first = get();
        homes.add(who(first));
        for (int i = 0; i < 5; i++) {
          String next = get("Cookie: theme=dark; " + cookie(first));
          assertThat(who(next)).isEqualTo(who(first));
          assertThat(cookie(next)).isEmpty();
        }
      }
      assertThat(homes).hasSize(3);
    }
  }

  @Test
  void another_data_plane_understands_the_cookie() throws Exception {
    try (Backend a = Backend.saying("a");
        Backend b = Backend.saying("b");
        Backend c = Backend.saying("c");
        Running other = new Running()) {
      serve(running, by(COOKIE, null), List.of(ONE), Running.endpoints(a, b, c));
      serve(other, by(COOKIE, null), List.of(ONE), Running.endpoints(c, b, a));
      for (int i = 0; i < 6; i++) {
        String first = get();
        String there =
            other.exchange(
                "GET / HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\nCookie: "
                    + cookie(first)
                    + "\r\n\r\n");
        assertThat(who(there)).isEqualTo(who(first));
        assertThat(cookie(there)).isEmpty();
      }
    }
  }

  @Test
  void more_endpoints_take_no_client_from_its_own() throws Exception {
    try (Backend a = Backend.saying("a");
        Backend b = Backend.saying("b");
        Backend c = Backend.saying("c");
        Backend d = Backend.saying("d")) {
      serve(running, by(COOKIE, null), List.of(ONE), Running.endpoints(a, b));
      List<String> first = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        first.add(get());
      }
      serve(running, by(COOKIE, null), List.of(ONE), Running.endpoints(d, b, c, a));
      for (String each : first) {
        String next = get("Cookie: " + cookie(each));
        assertThat(who(next)).isEqualTo(who(each));
        assertThat(cookie(next)).isEmpty();
      }
    }
  }

  @Test
  void a_cookie_that_is_not_ours_is_ignored_and_replaced() throws Exception {
    try (Backend a = Backend.saying("a");
        Backend b = Backend.saying("b")) {
      serve(running, by(COOKIE, null), List.of(ONE), Running.endpoints(a, b));
      String real = cookie(get());
      char last = real.charAt(real.length() - 1) == 'A' ? 'B' : 'A';
      List<String> forged =
          List.of(
              real.substring(0, real.length() - 1) + last,
              "home=" + a.endpoint(),
              "home=",
              "home=" + "!".repeat(32),
              real + "AAAA");
      for (String each : forged) {
        assertThat(cookie(get("Cookie: " + each))).as(each).startsWith("home=").isNotEqualTo(each);
      }
    }
  }

  @Test
  void the_cookie_says_nothing_of_the_endpoint() throws Exception {
    try (Backend a = Backend.saying("a")) {
      serve(running, by(COOKIE, null), List.of(ONE), Running.endpoints(a));
      String one = cookie(get());
      serve(running, by(COOKIE, null), List.of(TWO), Running.endpoints(a));
      assertThat(cookie(get())).isNotEqualTo(one);
      assertThat(one).matches("home=[A-Za-z0-9_-]{32}");
    }
  }

  @Test
  void an_endpoint_that_is_gone_gives_its_clients_to_another() throws Exception {
    try (Backend a = Backend.saying("a");
        Backend b = Backend.saying("b")) {
      serve(running, by(COOKIE, null), List.of(ONE), Running.endpoints(a));
      String old = cookie(get());
      serve(running, by(COOKIE, null), List.of(ONE), Running.endpoints(b));
      String moved = get("Cookie: " + old);
      assertThat(who(moved)).isEqualTo('b');
      assertThat(cookie(moved)).startsWith("home=").isNotEqualTo(old);
      serve(running, by(COOKIE, null), List.of(ONE), Running.endpoints(a, b));
      for (int i = 0; i < 4; i++) {
        assertThat(who(get("Cookie: " + cookie(moved)))).isEqualTo('b');
      }
    }
  }

  @Test
  void an_endpoint_that_is_ejected_or_out_of_reach_gives_its_clients_to_another() throws Exception {
    try (Backend bad = Backend.answering("HTTP/1.1 500 Oops\r\nContent-Length: 3\r\n\r\nbad");
        Backend good = Backend.saying("g")) {
      Health health = new Health(new Health.Passive(2, 60_000, 50), null);
      serve(running, by(COOKIE, health), List.of(ONE), Running.endpoints(bad, good));
      // In turns by each of two event loops: every other request at least goes to the bad one.
      String first = get();
      for (int i = 0; who(first) != 'd' && i < 4; i++) {
        first = get();
      }
      assertThat(who(first)).isEqualTo('d');
      String home = cookie(first);
      assertThat(get("Cookie: " + home)).startsWith("HTTP/1.1 500 ");
      Running.await(() -> who(getQuietly(home)) == 'g');
      assertThat(cookie(get("Cookie: " + home))).isNotEqualTo(home).startsWith("home=");
    }
  }

  private String getQuietly(String cookie) {
    try {
      return get("Cookie: " + cookie);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void a_share_of_the_backends_keeps_its_clients() throws Exception {
    try (Backend a = Backend.saying("a");
        Backend b = Backend.saying("b")) {
      serve(
          running,
          by(COOKIE, null),
          List.of(ONE),
          Running.endpoints(a),
          new Endpoints(Running.OTHER.servicePort(), List.of(b.endpoint())));
      for (int client = 0; client < 5; client++) {
        String first = get();
        for (int i = 0; i < 5; i++) {
          assertThat(who(get("Cookie: " + cookie(first)))).isEqualTo(who(first));
        }
      }
    }
  }

  @Test
  void a_cookie_of_an_older_key_is_understood_and_renewed() throws Exception {
    try (Backend a = Backend.saying("a");
        Backend b = Backend.saying("b");
        Backend c = Backend.saying("c")) {
      serve(running, by(COOKIE, null), List.of(ONE), Running.endpoints(a, b, c));
      String old = get();
      serve(running, by(COOKIE, null), List.of(TWO, ONE), Running.endpoints(a, b, c));
      String renewed = get("Cookie: " + cookie(old));
      assertThat(who(renewed)).isEqualTo(who(old));
      assertThat(cookie(renewed)).startsWith("home=").isNotEqualTo(cookie(old));
    }
  }

  @Test
  void the_attributes_are_those_of_the_rule() throws Exception {
    try (Backend a = Backend.saying("a")) {
      serve(running, by(COOKIE, null), List.of(ONE), Running.endpoints(a));
      assertThat(attributes(get())).isEqualTo("; Path=/; HttpOnly; SameSite=Lax");
      Balancing.Affinity other = new Balancing.Affinity("home", 3600, "/shop", SameSite.NONE);
      serve(running, by(other, null), List.of(ONE), Running.endpoints(a));
      assertThat(attributes(get()))
          .isEqualTo("; Path=/shop; Max-Age=3600; HttpOnly; SameSite=None; Secure");
    }
  }

  @Test
  void over_tls_the_cookie_is_secure() throws Exception {
    ListenerOptions behindProxy =
        new ListenerOptions(
            Limits.DEFAULT, new TrustedProxies(AddressRanges.parse("127.0.0.1/32")), false, false);
    try (Backend a = Backend.saying("a");
        Running trusting = new Running(behindProxy)) {
      serve(trusting, by(COOKIE, null), List.of(ONE), Running.endpoints(a));
      String ask = "GET / HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n";
      String over = "X-Forwarded-For: 203.0.113.9\r\nX-Forwarded-Proto: https\r\n\r\n";
      assertThat(attributes(trusting.exchange(ask + over))).endsWith("; SameSite=Lax; Secure");
    }
  }

  @Test
  void the_admin_port_does_not_show_the_key() throws Exception {
    try (Backend a = Backend.saying("a")) {
      serve(running, by(COOKIE, null), List.of(ONE), Running.endpoints(a));
      HttpRequest request =
          HttpRequest.newBuilder(
                  URI.create("http://127.0.0.1:" + running.plane.adminPort() + "/snapshot"))
              .build();
      String shown = HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
      assertThat(shown).contains("\"affinity\"").doesNotContain(ONE);
      assertThat(new AffinityKeys(List.of(ONE)).toString()).doesNotContain(ONE);
    }
  }

  @Test
  void without_a_key_there_is_no_cookie() throws Exception {
    try (Backend a = Backend.saying("a")) {
      serve(running, by(COOKIE, null), List.of(), Running.endpoints(a));
      assertThat(cookie(get("Cookie: home=x"))).isEmpty();
    }
  }
}
