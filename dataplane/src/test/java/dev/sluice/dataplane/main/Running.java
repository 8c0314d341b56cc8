package dev.sluice.dataplane.main;

import dev.sluice.snapshot.action.Action;
import dev.sluice.snapshot.action.Redirect;
import dev.sluice.snapshot.action.Respond;
import dev.sluice.snapshot.filter.FilterConfig;
import dev.sluice.snapshot.filter.HeaderEdits;
import dev.sluice.snapshot.filter.ResponseEdit;
import dev.sluice.snapshot.filter.ValueTemplate;
import dev.sluice.snapshot.id.EntryKey;
import dev.sluice.snapshot.id.Revision;
import dev.sluice.snapshot.id.RouteId;
import dev.sluice.snapshot.match.Hostname;
import dev.sluice.snapshot.match.PathMatch;
import dev.sluice.snapshot.match.RequestMatch;
import dev.sluice.snapshot.route.Entry;
import dev.sluice.snapshot.route.Route;
import dev.sluice.snapshot.route.RoutingSnapshot;
import dev.sluice.snapshot.route.Rule;
import dev.sluice.snapshot.upstream.Timeouts;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A data plane on free ports, and bytes to throw at it. */
final class Running implements AutoCloseable {
  final DataPlane plane;

  Running() throws Exception {
    plane =
        DataPlane.start(DataPlaneConfig.embedded(0, 0, 0), Proxies::new)
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

  @Override
  public void close() throws Exception {
    plane.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }
}
