package dev.sluice.snapshot.id;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.snapshot.route.Authority;
import dev.sluice.snapshot.route.Certificate;
import dev.sluice.snapshot.route.Endpoints;
import dev.sluice.snapshot.upstream.Endpoint;
import dev.sluice.snapshot.upstream.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Records whose equals is written out are equal where all components are, and only there. */
final class WrittenEqualsTest {
  private static final AuthorityId CA = authority(AuthorityId.Kind.SECRET, "a", "b", "c");
  private static final CertificateId CERTIFICATE = new CertificateId("a", "b");
  private static final ServicePort PORT = new ServicePort("a", "b", 1);

  /** Each differs from the first one by one component. */
  private static List<List<Supplier<Object>>> groups() {
    List<Endpoint> one = List.of(new Endpoint("10.0.0.1", 1));
    return List.of(
        List.of(
            () -> new RuleId(new RouteId("a", "b"), "c"),
            () -> new RuleId(new RouteId("x", "b"), "c"),
            () -> new RuleId(new RouteId("a", "x"), "c"),
            () -> new RuleId(new RouteId("a", "b"), "x")),
        List.of(
            () -> authority(AuthorityId.Kind.SECRET, "a", "b", "c"),
            () -> authority(AuthorityId.Kind.CONFIG_MAP, "a", "b", "c"),
            () -> authority(AuthorityId.Kind.SECRET, "x", "b", "c"),
            () -> authority(AuthorityId.Kind.SECRET, "a", "x", "c"),
            () -> authority(AuthorityId.Kind.SECRET, "a", "b", "x")),
        List.of(
            () -> new UpstreamId(PORT, Protocol.HTTP1, new UpstreamTls("a", null, null)),
            () -> new UpstreamId(PORT, Protocol.HTTP2, new UpstreamTls("a", null, null)),
            () -> new UpstreamId(PORT, Protocol.HTTP1, new UpstreamTls("x", null, null)),
            () -> new UpstreamId(PORT, Protocol.HTTP1),
            () ->
                new UpstreamId(
                    new ServicePort("a", "b", 2),
                    Protocol.HTTP1,
                    new UpstreamTls("a", null, null))),
        List.of(
            () -> new UpstreamTls("a", CA, CERTIFICATE),
            () -> new UpstreamTls("x", CA, CERTIFICATE),
            () -> new UpstreamTls("a", null, CERTIFICATE),
            () -> new UpstreamTls("a", CA, null),
            () -> new UpstreamTls("a", CA, new CertificateId("a", "x"))),
        List.of(
            () -> new Authority(CA, "a", "b"),
            () -> new Authority(authority(AuthorityId.Kind.SECRET, "x", "b", "c"), "a", "b"),
            () -> new Authority(CA, "x", "b"),
            () -> new Authority(CA, "a", "x"),
            () -> new Authority(CA, "a")),
        List.of(
            () -> new Certificate(CERTIFICATE, "a", "b"),
            () -> new Certificate(new CertificateId("a", "x"), "a", "b"),
            () -> new Certificate(CERTIFICATE, "x", "b"),
            () -> new Certificate(CERTIFICATE, "a", "x")),
        List.of(
            () -> new Endpoints(PORT, one, Map.of("a", List.of(0))),
            () -> new Endpoints(new ServicePort("a", "b", 2), one, Map.of("a", List.of(0))),
            () ->
                new Endpoints(PORT, List.of(new Endpoint("10.0.0.1", 2)), Map.of("a", List.of(0))),
            () -> new Endpoints(PORT, one, Map.of("x", List.of(0))),
            () -> new Endpoints(PORT, one)));
  }

  private static AuthorityId authority(AuthorityId.Kind kind, String of, String name, String key) {
    return new AuthorityId(kind, of, name, key);
  }

  @Test
  void equal_where_all_components_are_and_only_there() {
    for (List<Supplier<Object>> group : groups()) {
      List<Object> others = new ArrayList<>();
      for (Supplier<Object> each : group) {
        assertThat(each.get()).isEqualTo(each.get()).hasSameHashCodeAs(each.get());
        assertThat(others).doesNotContain(each.get());
        others.add(each.get());
      }
      assertThat(group.get(0).get()).isNotEqualTo("another kind");
    }
  }
}
