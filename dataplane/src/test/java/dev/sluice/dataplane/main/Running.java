package dev.sluice.dataplane.main;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.listener.ListenerOptions;
import dev.sluice.dataplane.store.StoreOptions;
import dev.sluice.snapshot.action.Action;
import dev.sluice.snapshot.action.Proxy;
import dev.sluice.snapshot.action.Redirect;
import dev.sluice.snapshot.action.Respond;
import dev.sluice.snapshot.filter.FilterConfig;
import dev.sluice.snapshot.filter.HeaderEdits;
import dev.sluice.snapshot.filter.ResponseEdit;
import dev.sluice.snapshot.filter.ValueTemplate;
import dev.sluice.snapshot.id.EntryKey;
import dev.sluice.snapshot.id.Revision;
import dev.sluice.snapshot.id.RouteId;
import dev.sluice.snapshot.id.ServicePort;
import dev.sluice.snapshot.id.UpstreamId;
import dev.sluice.snapshot.match.Hostname;
import dev.sluice.snapshot.match.PathMatch;
import dev.sluice.snapshot.match.RequestMatch;
import dev.sluice.snapshot.route.Endpoints;
import dev.sluice.snapshot.route.Entry;
import dev.sluice.snapshot.route.Route;
import dev.sluice.snapshot.route.RoutingSnapshot;
import dev.sluice.snapshot.route.Rule;
import dev.sluice.snapshot.upstream.Protocol;
import dev.sluice.snapshot.upstream.Timeouts;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A data plane on free ports, and bytes to throw at it. */
final class Running implements AutoCloseable {
  static final String ZONE = "here";
  private static final Duration USUAL_DRAIN = Duration.ofSeconds(5);
  final DataPlane plane;

  Running() throws Exception {
    this(Duration.ZERO, 0);
  }

  Running(Duration drainDelay, int eventLoops) throws Exception {
    this(drainDelay, USUAL_DRAIN, eventLoops, ListenerOptions.DEFAULT, null);
  }

  /** One that does not wait for long when it ends. */
  static Running impatient() throws Exception {
    return new Running(Duration.ZERO, Duration.ofMillis(300), 0, ListenerOptions.DEFAULT, null);
  }

  Running(ListenerOptions options) throws Exception {
    this(Duration.ZERO, USUAL_DRAIN, 0, options, null);
  }

  Running(StoreOptions store) throws Exception {
    this(Duration.ZERO, USUAL_DRAIN, 2, ListenerOptions.DEFAULT, store);
  }

  private Running(
      Duration drainDelay,
      Duration drainTimeout,
      int eventLoops,
      ListenerOptions options,
      StoreOptions store)
      throws Exception {
    plane =
        DataPlane.start(
                new DataPlaneConfig(
                    0, 0, 0, drainDelay, drainTimeout, eventLoops, options, null, ZONE, store))
            .toCompletionStage()
            .toCompletableFuture()
            .get(20, TimeUnit.SECONDS);
  }

  static HeaderEdits.Header header(String name, String value) {
    return new HeaderEdits.Header(name, ValueTemplate.parse(value));
  }

  static Rule rule(String name, PathMatch path, Action action, FilterConfig... filters) {
    RequestMatch match = new RequestMatch(path, List.of(), List.of(), List.of(), List.of());
    return new Rule(name, List.of(match), List.of(filters), action, Timeouts.DEFAULT);
  }

  static Route route(String host, Rule... rules) {
    return new Route(
        new RouteId("test", host.replace('*', 'w')),
        1,
        1,
        List.of(new Hostname(host)),
        null,
        List.of(rules));
  }

  static final UpstreamId BACKEND =
      new UpstreamId(new ServicePort("test", "backend", 80), Protocol.HTTP1);
  static final UpstreamId OTHER =
      new UpstreamId(new ServicePort("test", "other", 80), Protocol.HTTP1);

  /** Forwards everything to {@link #BACKEND}. */
  static Proxy proxy() {
    return new Proxy(List.of(new Proxy.Backend(BACKEND, 1, true)));
  }

  static Endpoints endpoints(Backend... backends) {
    return new Endpoints(
        BACKEND.servicePort(), java.util.Arrays.stream(backends).map(Backend::endpoint).toList());
  }

  /** Serves a.test from backends. */
  void forwardTo(Backend... backends) throws Exception {
    forwardTo(Timeouts.DEFAULT, backends);
  }

  /** Serves a.test from backends. */
  void forwardTo(Timeouts timeouts, Backend... backends) throws Exception {
    RequestMatch any = new RequestMatch(PathMatch.ANY, List.of(), List.of(), List.of(), List.of());
    Rule rule = new Rule("r", List.of(any), List.of(), proxy(), timeouts);
    assertThat(apply(endpoints(backends), route("a.test", rule))).isEmpty();
  }

  /** What most tests serve. */
  static Route usual() {
    return route(
        "a.test",
        rule(
            "hello",
            new PathMatch.Prefix("/hello"),
            new Respond(200, List.of(header("x-path", "{query.name}")), "hello"),
            new ResponseEdit(
                new HeaderEdits(
                    List.of(header("x-client", "{client.address}")), List.of(), List.of()))),
        rule("old", new PathMatch.Prefix("/old"), new Redirect("https", null, 0, null, 301)));
  }

  static final PathMatch ANY = PathMatch.ANY;

  static Rule rule(Timeouts timeouts, PathMatch path, Action action) {
    RequestMatch match = new RequestMatch(path, List.of(), List.of(), List.of(), List.of());
    return new Rule("r", List.of(match), List.of(), action, timeouts);
  }

  /** One answer with a Content-Length off a connection that stays. */
  static String answer(InputStream in) throws IOException {
    StringBuilder text = new StringBuilder();
    while (text.length() < 4 || text.indexOf("\r\n\r\n", text.length() - 4) < 0) {
      int b = in.read();
      if (b < 0) {
        return text.toString();
      }
      text.append((char) b);
    }
    int at = text.indexOf("content-length: ");
    if (at >= 0) {
      int length = Integer.parseInt(text.substring(at + 16, text.indexOf("\r", at)));
      text.append(new String(in.readNBytes(length), StandardCharsets.ISO_8859_1));
    }
    return text.toString();
  }

  /** The sum of the series of /metrics whose line begins so. */
  double metric(String prefix) throws Exception {
    return metric(plane, prefix, "");
  }

  /** The same of the series that have a label. */
  static double metric(DataPlane plane, String prefix, String label) throws Exception {
    return metrics(plane)
        .lines()
        .filter(line -> line.startsWith(prefix) && line.contains(label))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  /** Connections of clients that are open. */
  double connections() {
    try {
      return metric("sluice_connections{");
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Requests under way. */
  double inFlight() {
    try {
      return metric("sluice_requests_in_flight");
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Waits until something has come about. */
  static void await(java.util.function.BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
      pause(1);
    }
  }

  /** For backends that are slow by intent. */
  static void pause(long millis) {
    java.util.concurrent.locks.LockSupport.parkNanos(millis * 1_000_000);
  }

  /** Returns what could not be built, and why. */
  Map<EntryKey, String> apply(Entry... entries) throws Exception {
    Map<EntryKey, Entry> all = new HashMap<>();
    for (Entry entry : entries) {
      all.put(entry.key(), entry);
    }
    return plane
        .apply(new RoutingSnapshot(new Revision("0".repeat(64)), all))
        .toCompletionStage()
        .toCompletableFuture()
        .get(20, TimeUnit.SECONDS);
  }

  /** Everything that comes back until the other side closes. */
  String exchange(String bytes) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", plane.httpPort())) {
      socket.setSoTimeout(5_000);
      socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      InputStream in = socket.getInputStream();
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  /** Prometheus text. */
  String metrics() throws Exception {
    return metrics(plane);
  }

  private static String metrics(DataPlane plane) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + plane.adminPort() + "/metrics"))
            .build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
  }

  /** Value of the first sample of that name that has all of the labels; 0: there is none. */
  double metric(String name, String... labels) throws Exception {
    for (String line : metrics().split("\n")) {
      boolean has = java.util.Arrays.stream(labels).allMatch(line::contains);
      if ((line.startsWith(name + "{") || line.startsWith(name + " ")) && has) {
        return Double.parseDouble(line.substring(line.lastIndexOf(' ')));
      }
    }
    return 0;
  }

  @Override
  public void close() throws Exception {
    plane.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }
}
