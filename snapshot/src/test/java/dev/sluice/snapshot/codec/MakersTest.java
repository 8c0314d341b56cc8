package dev.sluice.snapshot.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.snapshot.action.Broken;
import dev.sluice.snapshot.filter.BodyLimit;
import dev.sluice.snapshot.id.CertificateId;
import dev.sluice.snapshot.id.RouteId;
import dev.sluice.snapshot.id.ServicePort;
import dev.sluice.snapshot.match.Hostname;
import dev.sluice.snapshot.match.NamedMatch;
import dev.sluice.snapshot.match.PathMatch;
import dev.sluice.snapshot.match.PathTemplate;
import dev.sluice.snapshot.match.RequestMatch;
import dev.sluice.snapshot.match.ValueMatch;
import dev.sluice.snapshot.route.Endpoints;
import dev.sluice.snapshot.route.Route;
import dev.sluice.snapshot.route.Rule;
import dev.sluice.snapshot.upstream.Endpoint;
import dev.sluice.snapshot.upstream.Timeouts;
import java.lang.reflect.RecordComponent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Each puts every value where the record's own accessor finds it. */
final class MakersTest {
  /** No two components of one record have an equal value. */
  private static final Map<Class<?>, Object[]> VALUES = new HashMap<>();

  static {
    RequestMatch match =
        new RequestMatch(PathMatch.ANY, List.of("GET"), List.of(), List.of(), List.of());
    Rule rule =
        new Rule("r", List.of(match), List.of(), new Broken("no such Service"), Timeouts.DEFAULT);
    VALUES.put(
        Route.class,
        new Object[] {
          new RouteId("web", "shop"),
          7L,
          1_000L,
          List.of(new Hostname("a.example")),
          new Route.Tls(List.of(new CertificateId("web", "cert")), true),
          List.of(rule)
        });
    VALUES.put(RouteId.class, new Object[] {"web", "shop"});
    VALUES.put(
        Rule.class,
        new Object[] {
          "r",
          List.of(match),
          List.of(new BodyLimit(5)),
          new Broken("no such Service"),
          Timeouts.DEFAULT
        });
    VALUES.put(
        RequestMatch.class,
        new Object[] {
          PathMatch.ANY,
          List.of("GET"),
          List.of(new NamedMatch("a", new ValueMatch.Exact("1"))),
          List.of(new NamedMatch("b", new ValueMatch.Exact("1"))),
          List.of(new NamedMatch("c", new ValueMatch.Exact("1"))),
          List.of("10.0.0.0/8")
        });
    VALUES.put(PathMatch.Exact.class, new Object[] {"/a"});
    VALUES.put(PathMatch.Prefix.class, new Object[] {"/a"});
    VALUES.put(PathMatch.Template.class, new Object[] {PathTemplate.parse("/{a}")});
    VALUES.put(
        Endpoints.class,
        new Object[] {
          new ServicePort("web", "cart", 80),
          List.of(new Endpoint("10.0.0.1", 80)),
          Map.of("a", List.of(0))
        });
    VALUES.put(Endpoint.class, new Object[] {"10.0.0.1", 80});
  }

  @Test
  void each_value_goes_to_its_component() throws ReflectiveOperationException {
    assertThat(Makers.types()).isEqualTo(VALUES.keySet());
    for (Map.Entry<Class<?>, Object[]> each : VALUES.entrySet()) {
      Object made = Makers.of(each.getKey()).of(each.getValue().clone());
      RecordComponent[] components = each.getKey().getRecordComponents();
      assertThat(components).hasSameSizeAs(each.getValue());
      for (int i = 0; i < components.length; i++) {
        assertThat(components[i].getAccessor().invoke(made))
            .as(each.getKey().getSimpleName() + "." + components[i].getName())
            .isEqualTo(each.getValue()[i]);
      }
    }
  }
}
