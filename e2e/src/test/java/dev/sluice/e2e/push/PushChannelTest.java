package dev.sluice.e2e.push;

import static dev.sluice.e2e.push.Channel.publication;
import static dev.sluice.e2e.push.Channel.route;
import static dev.sluice.e2e.push.Channel.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.e2e.push.Channel.Fleeting;
import dev.sluice.e2e.push.Channel.Replica;
import dev.sluice.operator.push.Publication;
import dev.sluice.operator.push.PushCertificate;
import dev.sluice.operator.push.TemporaryCertificate;
import dev.sluice.snapshot.codec.EncodedEntry;
import dev.sluice.snapshot.id.EntryKey;
import dev.sluice.snapshot.id.RouteId;
import dev.sluice.snapshot.persistent.PersistentMap;
import dev.sluice.snapshot.route.Route;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PushChannelTest {
  private static final Publication ONE = publication(route("a", 1, "one"), route("b", 1, "b"));
  private static final Publication TWO = publication(route("a", 2, "two"), route("b", 1, "b"));
  private Channel channel;

  @BeforeEach
  void open(@TempDir Path folder) throws Exception {
    channel = new Channel(folder);
  }

  @AfterEach
  void close() throws Exception {
    channel.close();
  }

  @Test
  void a_data_plane_gets_all_of_it_first_and_then_what_changed() throws Exception {
    Replica replica = channel.replica();
    Fleeting pod = channel.dataPlane("dp", replica);
    replica.server.publish(ONE);
    until(() -> replica.acked("dp", ONE.snapshot()));
    replica.server.publish(TWO);
    until(() -> replica.acked("dp", TWO.snapshot()));

    assertThat(replica.fulls()).isEqualTo(1);
    assertThat(replica.deltas()).isEqualTo(1);
    assertThat(pod.serving.entries()).hasSize(2);
    assertThat(replica.board.standing(new RouteId("web", "a"), 1_000, 2, Set.of("dp")).programmed())
        .isTrue();
    until(() -> replica.board.connectedAndReady().contains("dp"));
  }

  @Test
  void a_data_plane_is_told_in_which_zone_it_is_and_when_that_is_found_out_later()
      throws Exception {
    Replica replica = channel.replica();
    replica.server.zones(Map.of("dp", "eu-1a"));
    Fleeting known = channel.dataPlane("dp", replica);
    Fleeting later = channel.dataPlane("dp2", replica);
    until(() -> known.zones.equals(List.of("eu-1a")));
    until(() -> replica.connected("dp2"));
    replica.server.zones(Map.of("dp", "eu-1a", "dp2", "eu-1b"));
    until(() -> later.zones.equals(List.of("eu-1b")));
    replica.server.zones(Map.of("dp2", "eu-1b"));
    replica.server.publish(ONE);
    until(() -> replica.acked("dp", ONE.snapshot()));

    assertThat(known.zones).containsExactly("eu-1a");
  }

  @Test
  void a_restarted_data_plane_serves_from_its_file_and_is_sent_nothing() throws Exception {
    Replica replica = channel.replica();
    Fleeting before = channel.dataPlane("dp", replica);
    replica.server.publish(ONE);
    until(() -> replica.acked("dp", ONE.snapshot()));
    Channel.await(before.client.close());
    until(() -> !replica.connected("dp"));

    Fleeting after = channel.dataPlane("dp", replica);
    assertThat(after.client.serving()).isEqualTo(ONE.snapshot().revision());
    assertThat(after.serving.entries()).hasSize(2);
    until(() -> replica.active("dp"));
    assertThat(replica.fulls()).isEqualTo(1);
    replica.server.publish(TWO);
    until(() -> replica.acked("dp", TWO.snapshot()));
    assertThat(replica.fulls()).isEqualTo(1);
  }

  @Test
  void a_damaged_file_is_deleted_and_stops_nothing() throws Exception {
    Replica replica = channel.replica();
    Path file = Files.createDirectories(channel.folder.resolve("dp")).resolve("snapshot.json.gz");
    for (byte[] damage : List.of(new byte[0], new byte[] {1, 2, 3}, "x".repeat(9999).getBytes())) {
      Files.write(file, damage);
      Fleeting pod = channel.dataPlane("dp");
      assertThat(pod.client.holdsSnapshot()).isFalse();
      assertThat(file).doesNotExist();
    }
    Fleeting pod = channel.dataPlane("dp", replica);
    replica.server.publish(ONE);
    until(() -> replica.acked("dp", ONE.snapshot()));
    until(() -> Files.exists(file));
    assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
    assertThat(pod.client.holdsSnapshot()).isTrue();
  }

  @Test
  void when_the_active_replica_dies_another_takes_over_and_nothing_is_sent_again()
      throws Exception {
    Replica one = channel.replica();
    Replica two = channel.replica();
    one.server.leader(true);
    one.server.publish(ONE);
    two.server.publish(ONE);
    channel.dataPlane("dp", one, two);
    until(() -> one.acked("dp", ONE.snapshot()) && two.acked("dp", ONE.snapshot()));
    until(() -> one.active("dp"));

    double before = two.fulls();
    Channel.await(one.server.close());
    until(() -> two.active("dp"));
    two.server.publish(TWO);
    until(() -> two.acked("dp", TWO.snapshot()));
    assertThat(two.fulls()).isEqualTo(before);
  }

  @Test
  void the_leaders_stream_is_preferred_and_all_replicas_hear_the_acks() throws Exception {
    Replica one = channel.replica();
    Replica two = channel.replica();
    one.server.publish(ONE);
    two.server.publish(ONE);
    channel.dataPlane("dp", one, two);
    for (int round = 0; round < 3; round++) {
      Replica leader = round % 2 == 0 ? two : one;
      Replica other = round % 2 == 0 ? one : two;
      other.server.leader(false);
      leader.server.leader(true);
      until(() -> leader.active("dp") && !other.active("dp"));
    }
    two.server.publish(TWO);
    until(() -> one.acked("dp", TWO.snapshot()) && two.acked("dp", TWO.snapshot()));
  }

  @Test
  void a_replica_with_nothing_to_give_is_not_listened_to() throws Exception {
    Replica empty = channel.replica();
    Replica full = channel.replica();
    empty.server.leader(true);
    full.server.publish(ONE);
    channel.dataPlane("dp", empty, full);
    until(() -> full.acked("dp", ONE.snapshot()) && empty.connected("dp"));
    assertThat(empty.active("dp")).isFalse();

    empty.server.publish(TWO);
    until(() -> full.acked("dp", TWO.snapshot()));
  }

  @Test
  void snapshots_of_many_mib_are_ordinary() throws Exception {
    Replica replica = channel.replica();
    Fleeting pod = channel.dataPlane("dp", replica);
    Random random = new Random(1);
    for (int kib : List.of(300, 5_000, 12_000)) {
      Route[] routes = new Route[kib / 10];
      for (int i = 0; i < routes.length; i++) {
        byte[] body = new byte[10 * 1024];
        random.nextBytes(body);
        routes[i] = route("r" + i, kib, new String(body, StandardCharsets.ISO_8859_1));
      }
      Publication large = publication(routes);
      replica.server.publish(large);
      until(() -> replica.acked("dp", large.snapshot()));
      assertThat(pod.serving.entries()).hasSize(routes.length);
    }
  }

  @Test
  void a_fleet_that_comes_back_at_once_is_served_from_one_encoding() throws Exception {
    Replica replica = channel.replica();
    Route[] routes = new Route[500];
    Arrays.setAll(routes, i -> route("r" + i, 1, "x"));
    Publication many = publication(routes);
    replica.server.publish(many);
    List<Fleeting> fleet = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      fleet.add(channel.dataPlane("dp-" + i, replica));
    }
    until(
        () ->
            fleet.stream()
                .allMatch(pod -> many.snapshot().revision().equals(pod.client.serving())));
    assertThat(replica.fulls()).isEqualTo(1);
  }

  @Test
  void an_entry_that_cannot_be_read_is_rejected_alone_and_its_previous_version_stays()
      throws Exception {
    Replica replica = channel.replica();
    Fleeting pod = channel.dataPlane("dp", replica);
    replica.server.publish(ONE);
    until(() -> replica.acked("dp", ONE.snapshot()));
    EntryKey key = EntryKey.route(new RouteId("web", "a"));
    String json = new String(EncodedEntry.of(route("a", 2, "new")).json(), StandardCharsets.UTF_8);
    byte[] newer = json.replaceFirst("\\{", "{\"invented\":1,").getBytes(StandardCharsets.UTF_8);
    Publication mixed =
        new Publication(
            ONE.snapshot()
                .with(
                    List.of(
                        EncodedEntry.received(key, newer), EncodedEntry.of(route("b", 2, "new"))),
                    List.of()),
            PersistentMap.copyOf(
                Map.of(
                    new RouteId("web", "a"), route("a", 2, "new"),
                    new RouteId("web", "b"), route("b", 2, "new"))));
    replica.server.publish(mixed);
    until(() -> replica.acked("dp", mixed.snapshot()));

    assertThat(pod.serving.entries()).containsEntry(key, route("a", 1, "one"));
    assertThat(pod.serving.entries()).containsValue(route("b", 2, "new"));
    assertThat(replica.board.standing(new RouteId("web", "a"), 1_000, 2, Set.of("dp")).rejected())
        .containsOnlyKeys("dp");
    assertThat(replica.board.standing(new RouteId("web", "b"), 1_000, 2, Set.of("dp")).programmed())
        .isTrue();

    replica.server.publish(TWO);
    until(() -> replica.acked("dp", TWO.snapshot()));
    assertThat(pod.serving.entries()).containsEntry(key, route("a", 2, "two"));
  }

  @Test
  void what_cannot_be_built_is_rejected_by_name() throws Exception {
    Replica replica = channel.replica();
    Fleeting pod = channel.dataPlane("dp", replica);
    pod.refuses.put(EntryKey.route(new RouteId("web", "a")), "no such thing");
    replica.server.publish(ONE);
    until(() -> replica.acked("dp", ONE.snapshot()));
    assertThat(replica.board.standing(new RouteId("web", "a"), 1_000, 1, Set.of("dp")).rejected())
        .containsEntry("dp", "no such thing");
  }

  @Test
  void a_wrong_token_a_foreign_pod_and_another_fleet_stay_outside() throws Exception {
    Replica replica = channel.replica();
    replica.server.publish(ONE);
    Fleeting forged = channel.dataPlane("forged", "stolen", "default", replica);
    Fleeting foreign = channel.dataPlane("foreign", "token-of-other", "default", replica);
    Fleeting lost = channel.dataPlane("lost", "token-of-lost", "elsewhere", replica);
    until(() -> replica.count("sluice.push.refused", "reason", "token") > 2);
    until(() -> replica.count("sluice.push.refused", "reason", "fleet") > 1);
    assertThat(replica.board.pods()).isEmpty();
    for (Fleeting outside : List.of(forged, foreign, lost)) {
      assertThat(outside.client.holdsSnapshot()).isFalse();
    }

    Files.writeString(channel.folder.resolve("forged/token"), "token-of-forged");
    until(() -> replica.acked("forged", ONE.snapshot()));
  }

  @Test
  void authorities_rotate_under_open_streams_and_new_ones_alike() throws Exception {
    TemporaryCertificate next = TemporaryCertificate.of(List.of(Channel.NAME));
    AtomicReference<PushCertificate> shown = new AtomicReference<>(channel.certificate);
    Replica replica = channel.replica(0, () -> shown.get().current());
    replica.server.publish(ONE);
    channel.dataPlane("old", replica);
    until(() -> replica.acked("old", ONE.snapshot()));
    Files.writeString(
        channel.folder.resolve("ca.crt"), channel.certificate.authorityPem() + next.authorityPem());
    shown.set(next);

    Path authorities = channel.folder.resolve("ca.crt");
    until(
        () -> {
          try {
            return Tls.shows(replica.server.port(), next.authorityPem());
          } catch (Exception e) {
            return false;
          }
        });
    channel.dataPlane("young", replica);
    until(() -> replica.acked("young", ONE.snapshot()));
    Files.writeString(authorities, next.authorityPem());
    replica.server.publish(TWO);
    until(() -> replica.acked("old", TWO.snapshot()) && replica.acked("young", TWO.snapshot()));
    assertThat(replica.fulls()).isEqualTo(1);
  }

  /**
   * It is opened by a client that is then replaced. That the stream holds that client is not shown
   * here: Vert.x takes 30 s to close one that nobody refers to.
   */
  @Test
  void a_stream_outlives_the_authorities_that_it_was_opened_with() throws Exception {
    Replica steady = channel.replica();
    Replica leaving = channel.replica();
    steady.server.publish(ONE);
    channel.dataPlane("dp", steady, leaving);
    until(() -> steady.acked("dp", ONE.snapshot()) && leaving.connected("dp"));

    TemporaryCertificate next = TemporaryCertificate.of(List.of(Channel.NAME));
    Files.writeString(
        channel.folder.resolve("ca.crt"), channel.certificate.authorityPem() + next.authorityPem());
    int port = leaving.server.port();
    Channel.await(leaving.server.close());
    Replica back = channel.replica(port, next);
    until(() -> back.connected("dp"));

    // Whoever dials from now on stays outside.
    Files.writeString(channel.folder.resolve("dp/token"), "stolen");
    for (Publication publication : List.of(TWO, ONE)) {
      steady.server.publish(publication);
      until(() -> steady.acked("dp", publication.snapshot()));
    }
    assertThat(steady.count("sluice.push.refused", "reason", "token")).isZero();
  }
}
