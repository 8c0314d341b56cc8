package dev.sluice.operator.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.operator.input.Grant;
import dev.sluice.operator.input.Inputs;
import dev.sluice.operator.input.WatchedRoute;
import dev.sluice.snapshot.action.Broken;
import dev.sluice.snapshot.codec.EncodedEntry;
import dev.sluice.snapshot.codec.EncodedSnapshot;
import dev.sluice.snapshot.id.CertificateId;
import dev.sluice.snapshot.id.EntryKey;
import dev.sluice.snapshot.id.Revision;
import dev.sluice.snapshot.id.RouteId;
import dev.sluice.snapshot.persistent.PersistentMap;
import dev.sluice.snapshot.route.Route;
import dev.sluice.snapshot.route.Rule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class CompilerTest {
  /** Of every folder, for all tries of a property. */
  private static final Map<Path, Cold> STRAIGHT = new ConcurrentHashMap<>();

  private final Compiler compiler = new Compiler(GoldenTest.CLOCK);

  /** What a folder compiles to where nothing was before. */
  private record Cold(Compilation compilation, Revision revision) {}

  private static Cold cold(Path folder) {
    try {
      Compilation compilation = new Compiler(GoldenTest.CLOCK).compile(inputs(folder), null);
      return new Cold(compilation, revision(compilation));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Property(tries = 30)
  void shuffled_inputs_give_the_same_revision_and_reports(@ForAll long seed) throws IOException {
    for (Path folder : GoldenTest.folders().toList()) {
      Cold straight = STRAIGHT.computeIfAbsent(folder, CompilerTest::cold);
      Inputs inputs = straight.compilation().inputs();
      Compilation shuffled = compiler.compile(shuffled(inputs, new Random(seed)), null);
      assertThat(revision(shuffled)).as(folder.toString()).isEqualTo(straight.revision());
      assertThat(shuffled.reports()).isEqualTo(straight.compilation().reports());
    }
  }

  @Test
  void what_is_taken_over_equals_what_is_compiled_anew() throws IOException {
    List<Path> folders = GoldenTest.folders().toList();
    List<Compilation> before = new ArrayList<>();
    for (Path folder : folders) {
      // Read by itself: what is equal to what comes after must not be the same object.
      before.add(cold(folder).compilation());
    }
    for (Path to : folders) {
      // The one thing that may differ: a good certificate of before outlives a bad rotation.
      if (to.toString().contains("rotation") || to.toString().contains("tls")) {
        continue;
      }
      Cold straight = cold(to);
      Compilation cold = straight.compilation();
      for (int i = 0; i < folders.size(); i++) {
        Compilation warm = compiler.compile(cold.inputs(), before.get(i));
        assertThat(revision(warm))
            .as(folders.get(i) + " then " + to)
            .isEqualTo(straight.revision());
        assertThat(warm.reports()).isEqualTo(cold.reports());
        assertThat(warm.servicePorts()).isEqualTo(cold.servicePorts());
        assertThat(warm.remembers()).isEqualTo(cold.remembers());
      }
    }
  }

  @Test
  void nothing_is_compiled_again_when_nothing_changed() throws IOException {
    for (Path folder : GoldenTest.folders().toList()) {
      Compilation first = compiler.compile(inputs(folder), null);
      Compilation second = compiler.compile(inputs(folder), first);
      second.routes().forEach((id, route) -> assertThat(route).isSameAs(first.routes().get(id)));
      assertThat(revision(second)).isEqualTo(revision(first));
    }
  }

  @Test
  void a_change_to_one_route_compiles_one_route() {
    Inputs inputs = Fleets.routes(50);
    Compilation first = compiler.compile(inputs, null);
    RouteId changed = new RouteId("ns1", "route1");
    Compilation second = compiler.compile(Fleets.edited(inputs, changed), first);
    assertThat(second.routes().keySet()).isEqualTo(first.routes().keySet());
    second
        .routes()
        .forEach(
            (id, route) -> {
              if (id.equals(changed)) {
                assertThat(route).isNotEqualTo(first.routes().get(id));
              } else {
                assertThat(route).isSameAs(first.routes().get(id));
              }
            });
  }

  @Test
  void a_certificate_that_expires_is_noticed_though_nothing_else_changes() throws IOException {
    Inputs inputs = inputs(GoldenTest.CASES.resolve("tls-expiring"));
    RouteId shop = new RouteId("web", "shop");
    Instant early = Instant.parse("2026-11-01T00:00:00Z");
    Compilation first = at(early).compile(inputs, null);
    assertThat(first.reports().get(shop).resolvedRefs().message()).doesNotContain("expire");
    assertThat(first.stale(early)).isFalse();
    assertThat(first.stale(GoldenTest.CLOCK.instant())).isTrue();
    Compilation second = compiler.compile(inputs, first);
    assertThat(second.reports().get(shop).resolvedRefs().message()).contains("expires on");
    Instant late = Instant.parse("2027-12-01T00:00:00Z");
    assertThat(second.stale(GoldenTest.CLOCK.instant())).isFalse();
    assertThat(second.stale(late)).isTrue();
    Compilation third = at(late).compile(inputs, second);
    assertThat(third.reports().get(shop).resolvedRefs().reason()).isEqualTo("InvalidCertificate");
    assertThat(third.stale(late.plus(Duration.ofDays(9_999)))).isFalse();
  }

  private static Compiler at(Instant now) {
    return new Compiler(Clock.fixed(now, ZoneOffset.UTC));
  }

  @Test
  void a_change_to_one_policy_compiles_the_routes_it_targets() {
    Inputs bare = Fleets.routes(50);
    RouteId limited = new RouteId("ns1", "route1");
    Compilation first = compiler.compile(Fleets.limited(bare, limited, 100), null);
    Compilation second =
        compiler.compile(Fleets.limited(bare, limited, 200), compiler.compile(bare, first));
    Compilation third = compiler.compile(Fleets.limited(bare, limited, 300), second);
    third
        .routes()
        .forEach(
            (id, route) -> {
              if (id.equals(limited)) {
                assertThat(route).isNotEqualTo(second.routes().get(id));
                assertThat(second.routes().get(id)).isNotEqualTo(first.routes().get(id));
              } else {
                assertThat(route).isSameAs(first.routes().get(id));
              }
            });
    assertThat(third.policyReports().values())
        .singleElement()
        .satisfies(r -> assertThat(r.routes()).containsExactly(limited));
  }

  @Test
  void a_route_on_which_the_compiler_throws_costs_itself_alone() {
    RouteId bad = new RouteId("ns1", "route1");
    Inputs inputs = Fleets.routes(3);
    Compilation good = compiler.compile(inputs, null);
    Compiler failing =
        new Compiler(
            GoldenTest.CLOCK,
            (route, verdict, limits, lookup) -> {
              if (route.id().equals(bad)) {
                throw new IllegalStateException("thrown on purpose");
              }
              return RouteCompiler.compile(route, verdict, limits, lookup);
            });

    Compilation cold = failing.compile(inputs, null);
    assertThat(cold.routes().get(bad).rules())
        .extracting(Rule::matches)
        .isEqualTo(good.routes().get(bad).rules().stream().map(Rule::matches).toList());
    assertThat(cold.routes().get(bad).rules()).allMatch(rule -> rule.action() instanceof Broken);
    RouteReport report = cold.reports().get(bad);
    assertThat(report.accepted().status()).isFalse();
    assertThat(report.accepted().reason()).isEqualTo("InternalError");
    assertThat(report.accepted().message())
        .contains("thrown on purpose")
        .endsWith("its rules answer 500");
    good.routes()
        .forEach(
            (id, route) -> {
              if (!id.equals(bad)) {
                assertThat(cold.routes().get(id)).isEqualTo(route);
              }
            });

    Compilation warm = failing.compile(Fleets.edited(inputs, bad), good);
    assertThat(warm.routes().get(bad)).isSameAs(good.routes().get(bad));
    assertThat(warm.reports().get(bad).accepted().message())
        .endsWith("generation 1 stays in service");
    assertThat(warm.servicePorts()).isEqualTo(good.servicePorts());

    Inputs edited = Fleets.edited(inputs, bad);
    Compilation bare = failing.compile(withoutServices(edited), failing.compile(edited, good));
    assertThat(bare.routes().get(bad).rules())
        .as("what was kept rested on Services that are gone")
        .allMatch(rule -> rule.action() instanceof Broken);
  }

  private static Inputs withoutServices(Inputs in) {
    return new Inputs(
        in.fleet(),
        in.routes(),
        PersistentMap.of(),
        in.secrets(),
        in.grants(),
        in.policies(),
        in.authorities(),
        in.documents());
  }

  @Test
  void a_route_with_tls_on_which_the_compiler_throws_answers_over_tls() throws IOException {
    Compiler failing =
        new Compiler(
            GoldenTest.CLOCK,
            (route, verdict, limits, lookup) -> {
              throw new IllegalStateException("thrown on purpose");
            });
    Compilation cold = failing.compile(Manifests.inputs(manifest("tls-rotation/in.yaml")), null);
    assertThat(cold.routes().values()).singleElement().extracting(Route::tls).isNotNull();
  }

  /** Hash order decides which of the two is looked at first: so many names. */
  @Test
  void a_certificate_that_moves_to_another_route_is_not_forgotten() throws IOException {
    for (int i = 0; i < 20; i++) {
      String name = "name: other" + i + ",";
      Compilation shop =
          compiler.compile(Manifests.inputs(manifest("tls-rotation-broken/before.yaml")), null);
      Compilation other =
          compiler.compile(
              Manifests.inputs(
                  manifest("tls-rotation-broken/before.yaml").replace("name: shop,", name)),
              shop);
      Compilation broken =
          compiler.compile(
              Manifests.inputs(
                  manifest("tls-rotation-broken/in.yaml").replace("name: shop,", name)),
              other);
      assertThat(broken.entries().keySet())
          .as(name)
          .contains(EntryKey.certificate(new CertificateId("web", "c")));
    }
  }

  private static String manifest(String file) throws IOException {
    return Files.readString(GoldenTest.CASES.resolve(file));
  }

  private static Inputs inputs(Path folder) throws IOException {
    return Manifests.inputs(Files.readString(folder.resolve("in.yaml")));
  }

  private static Revision revision(Compilation compilation) {
    return EncodedSnapshot.of(
            compilation.entries().values().stream().map(EncodedEntry::of).toList())
        .revision();
  }

  private static Inputs shuffled(Inputs inputs, Random random) {
    List<Grant> grants = new ArrayList<>(inputs.grants());
    Collections.shuffle(grants, random);
    List<WatchedRoute> routes = new ArrayList<>(inputs.routes().values());
    Collections.shuffle(routes, random);
    Map<RouteId, WatchedRoute> ordered = new LinkedHashMap<>();
    routes.forEach(r -> ordered.put(r.id(), r));
    return new Inputs(
        inputs.fleet(),
        PersistentMap.copyOf(ordered),
        inputs.services(),
        inputs.secrets(),
        grants,
        inputs.policies(),
        inputs.authorities(),
        inputs.documents());
  }
}
