package dev.sluice.operator.push;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.snapshot.codec.EncodedEntry;
import dev.sluice.snapshot.id.EntryKey;
import dev.sluice.snapshot.id.RouteId;
import dev.sluice.snapshot.id.ServicePort;
import dev.sluice.snapshot.persistent.PersistentMap;
import dev.sluice.snapshot.persistent.PersistentSet;
import dev.sluice.snapshot.route.Endpoints;
import dev.sluice.snapshot.route.Entry;
import dev.sluice.snapshot.route.Fleet;
import dev.sluice.snapshot.route.Route;
import dev.sluice.snapshot.upstream.Endpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class AssemblerTest {
  private static final ServicePort CART = new ServicePort("web", "cart", 80);
  private static final ServicePort SHOP = new ServicePort("web", "shop", 80);
  private static final Route ROUTE =
      new Route(new RouteId("web", "a"), 1, 1_000, List.of(), null, List.of());
  private final List<Publication> out = new ArrayList<>();
  private final Assembler assembler = new Assembler(out::add);

  @Test
  void nothing_goes_out_before_the_first_compile_result() {
    assembler.endpoints(cart(1));
    assertThat(out).isEmpty();

    compiled(assembler, List.of(ROUTE), Set.of(CART));
    assertThat(served()).containsExactlyInAnyOrder(ROUTE, cart(1));
    assertThat(last().routes()).containsOnlyKeys(ROUTE.id());
  }

  @Test
  void a_fleet_that_scales_changes_one_entry() {
    assembler.fleet(new Fleet(2));
    assertThat(out).isEmpty();
    compiled(assembler, List.of(ROUTE), Set.of());
    assertThat(served()).containsExactlyInAnyOrder(ROUTE, new Fleet(2));

    assembler.fleet(new Fleet(3));
    assembler.fleet(new Fleet(3));
    assertThat(out).hasSize(2);
    assertThat(served()).containsExactlyInAnyOrder(ROUTE, new Fleet(3));
    assertThat(last().routes()).isSameAs(out.get(0).routes());
    compiled(assembler, List.of(), Set.of());
    assertThat(served()).containsExactly(new Fleet(3));
  }

  @Test
  void an_endpoint_change_goes_out_at_once_and_alone() {
    compiled(assembler, List.of(ROUTE), Set.of(CART));
    assembler.endpoints(cart(1));
    assembler.endpoints(cart(2));

    assertThat(out).hasSize(3);
    assertThat(served()).containsExactlyInAnyOrder(ROUTE, cart(2));
  }

  @Test
  void a_compile_result_never_brings_a_removed_endpoint_back() {
    assembler.endpoints(cart(1));
    compiled(assembler, List.of(ROUTE), Set.of(CART));
    assembler.endpoints(new Endpoints(CART, List.of()));
    compiled(assembler, List.of(ROUTE), Set.of(CART));

    assertThat(served()).containsExactlyInAnyOrder(ROUTE, new Endpoints(CART, List.of()));
  }

  @Test
  void endpoints_that_nobody_refers_to_stay_out_until_somebody_does() {
    compiled(assembler, List.of(ROUTE), Set.of(CART));
    assembler.endpoints(new Endpoints(SHOP, List.of(new Endpoint("10.0.0.9", 80))));
    assertThat(out).hasSize(1);

    compiled(assembler, List.of(ROUTE), Set.of(SHOP));
    assertThat(last().snapshot().entry(EntryKey.endpoints(CART))).isNull();
    assertThat(last().snapshot().entry(EntryKey.endpoints(SHOP))).isNotNull();
  }

  @Test
  void what_is_compiled_no_more_leaves() {
    compiled(assembler, List.of(ROUTE), Set.of());
    compiled(assembler, List.of(), Set.of());

    assertThat(served()).isEmpty();
    assertThat(last().routes()).isEmpty();
  }

  @Test
  void the_same_endpoints_again_are_no_news() {
    compiled(assembler, List.of(ROUTE), Set.of(CART));
    assembler.endpoints(new Endpoints(CART, List.of()));
    assembler.endpoints(cart(1));
    assembler.endpoints(cart(1));

    assertThat(out).hasSize(2);
  }

  @Test
  void one_revision_whichever_came_first() {
    assembler.endpoints(cart(1));
    compiled(assembler, List.of(ROUTE), Set.of(CART));
    List<Publication> other = new ArrayList<>();
    Assembler late = new Assembler(other::add);
    compiled(late, List.of(ROUTE), Set.of(CART));
    late.endpoints(cart(1));

    assertThat(other.get(1).snapshot().revision()).isEqualTo(last().snapshot().revision());
  }

  private static Endpoints cart(int last) {
    return new Endpoints(CART, List.of(new Endpoint("10.0.0." + last, 80)));
  }

  private Publication last() {
    return out.get(out.size() - 1);
  }

  private static void compiled(Assembler to, List<Entry> entries, Set<ServicePort> ports) {
    PersistentMap<EntryKey, Entry> byKey = PersistentMap.of();
    for (Entry entry : entries) {
      byKey = byKey.with(entry.key(), entry);
    }
    to.compiled(byKey, PersistentSet.copyOf(ports));
  }

  private List<Entry> served() {
    return last().snapshot().entries().stream().map(EncodedEntry::decode).toList();
  }
}
