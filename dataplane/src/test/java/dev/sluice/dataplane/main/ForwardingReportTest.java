package dev.sluice.dataplane.main;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.snapshot.action.Proxy;
import dev.sluice.snapshot.action.Respond;
import dev.sluice.snapshot.id.ServicePort;
import dev.sluice.snapshot.id.UpstreamId;
import dev.sluice.snapshot.match.PathMatch;
import dev.sluice.snapshot.route.Route;
import dev.sluice.snapshot.upstream.Protocol;
import java.util.List;
import org.junit.jupiter.api.Test;

class ForwardingReportTest {
  @Test
  void a_route_that_forwards_is_reported_and_its_other_rules_are_served() throws Exception {
    UpstreamId cart = new UpstreamId(new ServicePort("test", "cart", 80), Protocol.HTTP1);
    Route forwards =
        Running.route(
            "b.test",
            Running.rule(
                "hello", new PathMatch.Prefix("/hello"), new Respond(200, List.of(), "hi")),
            Running.rule(
                "cart",
                new PathMatch.Prefix("/cart"),
                new Proxy(List.of(new Proxy.Backend(cart, 1, true)))));
    try (Running running = new Running()) {
      assertThat(running.apply(Running.usual(), forwards)).containsOnlyKeys(forwards.key());
      assertThat(
              running.exchange("GET /hello HTTP/1.1\r\nHost: b.test\r\nConnection: close\r\n\r\n"))
          .startsWith("HTTP/1.1 200 ");
    }
  }
}
