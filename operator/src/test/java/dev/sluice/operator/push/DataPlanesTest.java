package dev.sluice.operator.push;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.snapshot.id.EntryKey;
import dev.sluice.snapshot.id.Revision;
import dev.sluice.snapshot.id.RouteId;
import dev.sluice.snapshot.route.Route;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class DataPlanesTest {
  private static final RouteId SHOP = new RouteId("web", "shop");
  private static final long CREATED = 1_000;
  private final DataPlanes board = new DataPlanes();

  @Test
  void a_generation_is_programmed_when_every_ready_pod_acked_a_snapshot_with_it() {
    publish('1', 1);
    connected("a", '1');
    connected("b", '0');

    assertThat(standing(1, "a", "b").waiting()).containsExactly("b");
    board.acked("b", revision('1'), Map.of());
    assertThat(standing(1, "a", "b").programmed()).isTrue();
  }

  @Test
  void an_ack_of_an_old_revision_never_counts_for_a_newer_generation() {
    publish('1', 1);
    connected("a", '1');
    publish('2', 2);

    assertThat(standing(2, "a").waiting()).containsExactly("a");
    board.acked("a", revision('1'), Map.of());
    assertThat(standing(2, "a").waiting()).containsExactly("a");
    board.acked("a", revision('2'), Map.of());
    assertThat(standing(2, "a").acked()).containsExactly("a");
  }

  @Test
  void an_ack_of_a_later_revision_covers_what_came_before_it() {
    publish('1', 1);
    connected("a", '1');
    publish('2', 2);
    board.published(revision('3'), List.of(), List.of());
    board.acked("a", revision('3'), Map.of());

    assertThat(standing(2, "a").programmed()).isTrue();
  }

  @Test
  void a_generation_that_is_not_published_yet_waits_for_all() {
    publish('1', 1);
    connected("a", '1');

    assertThat(standing(2, "a").waiting()).containsExactly("a");
  }

  @Test
  void an_ack_of_what_only_another_replica_published_proves_nothing_until_published_here() {
    publish('1', 1);
    connected("a", '1');
    board.acked("a", revision('2'), Map.of());
    assertThat(standing(1, "a").waiting()).containsExactly("a");

    publish('2', 2);
    assertThat(standing(2, "a").acked()).containsExactly("a");
  }

  @Test
  void a_route_that_was_made_anew_does_not_inherit_acks() {
    publish('1', 1);
    connected("a", '1');
    board.published(revision('2'), List.of(), List.of(SHOP));
    board.acked("a", revision('2'), Map.of());
    board.published(revision('3'), List.of(route(CREATED + 1, 1)), List.of());

    assertThat(board.standing(SHOP, CREATED + 1, 1, Set.of("a")).waiting()).containsExactly("a");
  }

  @Test
  void a_rejected_route_names_the_pod_and_why_and_others_are_served() {
    publish('1', 1);
    connected("a", '0');
    board.acked("a", revision('1'), Map.of(EntryKey.route(SHOP), "unknown filter"));

    assertThat(standing(1, "a").rejected()).containsEntry("a", "unknown filter");
  }

  @Test
  void a_snapshot_that_a_pod_cannot_take_is_its_rejection_of_what_is_new_in_it() {
    publish('1', 1);
    connected("a", '1');
    publish('2', 2);
    board.failed("a", "no memory");

    assertThat(standing(2, "a").rejected()).containsEntry("a", "no memory");
  }

  @Test
  void a_pod_that_lost_its_stream_keeps_what_it_acked_and_gets_no_more() {
    publish('1', 1);
    connected("a", '1');
    board.disconnected("a");
    assertThat(standing(1, "a").programmed()).isTrue();
    assertThat(board.connectedAndReady()).isEmpty();

    publish('2', 2);
    assertThat(standing(2, "a").waiting()).containsExactly("a");
  }

  @Test
  void a_pod_that_restarted_without_its_file_serves_nothing() {
    publish('1', 1);
    connected("a", '1');
    board.connected("a", false, null, Map.of());

    assertThat(standing(1, "a").waiting()).containsExactly("a");
  }

  @Test
  void a_pod_far_behind_is_known_by_number_after_its_revision_was_forgotten() {
    publish('1', 1);
    connected("a", '1');
    for (int i = 0; i < 5_000; i++) {
      board.published(new Revision(String.format("%064x", i + 100)), List.of(), List.of());
    }

    assertThat(standing(1, "a").programmed()).isTrue();
  }

  @Test
  void listeners_hear_of_every_change() {
    AtomicInteger changes = new AtomicInteger();
    board.listen(changes::incrementAndGet);
    publish('1', 1);
    connected("a", '0');
    board.acked("a", revision('1'), Map.of());

    assertThat(changes).hasValue(3);
  }

  @Test
  void a_board_is_current_once_every_connected_pod_has_acked_what_was_published_last() {
    publish('1', 1);
    connected("a", '1');
    connected("b", '1');
    assertThat(board.current()).isTrue();
    publish('2', 2);
    board.acked("a", revision('2'), Map.of());
    assertThat(board.current()).isFalse();
    board.acked("b", revision('1'), Map.of());
    assertThat(board.current()).isFalse();
    board.acked("b", revision('2'), Map.of());
    assertThat(board.current()).isTrue();
  }

  @Test
  void a_pod_that_has_left_is_not_waited_for() {
    publish('1', 1);
    connected("a", '1');
    connected("gone", '0');
    board.disconnected("gone");
    assertThat(board.current()).isTrue();
  }

  private Standing standing(long generation, String... pods) {
    return board.standing(SHOP, CREATED, generation, Set.of(pods));
  }

  private void publish(char revision, long generation) {
    board.published(revision(revision), List.of(route(CREATED, generation)), List.of());
  }

  private void connected(String pod, char revision) {
    board.connected(pod, true, revision(revision), Map.of());
  }

  private static Revision revision(char digit) {
    return new Revision(String.valueOf(digit).repeat(64));
  }

  private static Route route(long createdMillis, long generation) {
    return new Route(SHOP, generation, createdMillis, List.of(), null, List.of());
  }
}
