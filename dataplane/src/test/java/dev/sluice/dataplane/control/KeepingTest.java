package dev.sluice.dataplane.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.snapshot.codec.EncodedEntry;
import dev.sluice.snapshot.codec.EncodedSnapshot;
import dev.sluice.snapshot.id.Revision;
import dev.sluice.snapshot.route.RoutingSnapshot;
import dev.sluice.snapshot.wire.ToDataPlane;
import dev.sluice.snapshot.wire.Wire;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That a change is kept at the cost of the change, and what was kept is found again. */
final class KeepingTest {
  private static final int ROUTES = 4_000;

  @TempDir Path folder;

  private final Vertx vertx = Vertx.vertx();
  private final ContextInternal context = (ContextInternal) vertx.getOrCreateContext();
  private final AtomicReference<RoutingSnapshot> served = new AtomicReference<>();
  private Keeping keeping;
  private Held held = Held.NOTHING;

  @AfterEach
  void close() throws Exception {
    await(vertx.close());
  }

  @Test
  void a_change_is_appended_and_the_rest_is_not_written_again() throws Exception {
    begin(ROUTES);
    byte[] whole = Files.readAllBytes(file());
    for (int generation = 2; generation < 6; generation++) {
      change(3, generation);
      byte[] now = Files.readAllBytes(file());
      assertThat(Arrays.mismatch(now, whole)).as("begins with it").isEqualTo(whole.length);
      assertThat(now.length - whole.length).isBetween(100, 1_000 * (generation - 1));
      assertThat(restored()).isEqualTo(held.encoded().revision());
      assertThat(served.get().entries()).isEqualTo(held.entries());
    }
  }

  @Test
  void a_removed_route_does_not_come_back() throws Exception {
    begin(ROUTES);
    EncodedSnapshot next = held.encoded().with(List.of(), List.of(Entries.entry(3, 1).key()));
    keep(
        held.next(
            new ToDataPlane.Delta(
                held.encoded().revision(),
                next.revision(),
                List.of(),
                List.of(Entries.entry(3, 1).key()))));
    assertThat(restored()).isEqualTo(next.revision());
    assertThat(served.get().entries())
        .hasSize(ROUTES - 1)
        .doesNotContainKey(Entries.entry(3, 1).key());
  }

  @Test
  void what_is_appended_stays_small_beside_the_whole() throws Exception {
    begin(ROUTES);
    long whole = Files.size(file());
    int rewritten = 0;
    long before = whole;
    for (int n = 0; n < 100; n++) {
      change(n, 2);
      long size = Files.size(file());
      assertThat(size).isLessThan(whole + whole / 4);
      rewritten += size < before ? 1 : 0;
      before = size;
    }
    assertThat(rewritten).isBetween(1, 20);
    assertThat(restored()).isEqualTo(held.encoded().revision());
  }

  @Test
  void a_part_of_a_frame_at_the_end_counts_for_nothing() throws Exception {
    begin(ROUTES);
    long whole = Files.size(file());
    Revision before = held.encoded().revision();
    change(3, 2);
    byte[] all = Files.readAllBytes(file());
    for (int cut : new int[] {1, 100, (int) (all.length - whole) - 1}) {
      Files.write(file(), Arrays.copyOf(all, all.length - cut));
      assertThat(restored()).isEqualTo(before);
    }
  }

  @Test
  void frames_that_do_not_follow_each_other_are_of_no_use() throws Exception {
    begin(ROUTES);
    int whole = (int) Files.size(file());
    change(3, 2);
    int one = (int) Files.size(file());
    change(3, 3);
    byte[] all = Files.readAllBytes(file());
    byte[] gap = Arrays.copyOf(all, whole + all.length - one);
    System.arraycopy(all, one, gap, whole, all.length - one);
    Files.write(file(), gap);
    assertThat(restored()).isNull();
    assertThat(file()).doesNotExist();
  }

  @Test
  void a_file_that_is_gone_is_written_again() throws Exception {
    begin(ROUTES);
    Files.delete(file());
    change(3, 2);
    change(3, 3);
    assertThat(restored()).isEqualTo(held.encoded().revision());
  }

  /** Zipped frames have a checksum each: nothing else looks at them before they are served. */
  @Test
  void a_bit_that_has_flipped_is_found() throws Exception {
    begin(50);
    Revision whole = held.encoded().revision();
    change(3, 2);
    Revision last = held.encoded().revision();
    byte[] all = Files.readAllBytes(file());
    Random random = new Random(4);
    int refused = 0;
    for (int i = 0; i < 100; i++) {
      byte[] flipped = all.clone();
      int at = random.nextInt(flipped.length);
      flipped[at] ^= (byte) (1 << random.nextInt(8));
      Files.write(file(), flipped);
      Revision found = restored();
      // A flip in a length or in a time says nothing of the content.
      assertThat(found).as("byte " + at).isIn(null, whole, last);
      if (found != null) {
        assertThat(EncodedSnapshot.of(encoded(served.get())).revision()).isEqualTo(found);
      } else {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(60);
  }

  @Test
  void what_does_not_hash_to_what_it_says_is_asked_for_anew() throws Exception {
    begin(50);
    List<EncodedEntry> right = held.encoded().entries();
    List<EncodedEntry> wrong = new ArrayList<>(right.subList(1, right.size()));
    Files.write(file(), Wire.stored(full(wrong)));
    CompletableFuture<Revision> asked = new CompletableFuture<>();
    Intake intake = intake();
    intake.onDamaged(() -> intake.held().onSuccess(asked::complete));
    await(Future.future(done -> context.runOnContext(v -> intake.restore().onComplete(done))));
    assertThat(served.get().entries()).as("serves it until it is known").hasSize(49);
    assertThat(asked.get(20, TimeUnit.SECONDS)).as("what a delta may start from").isNull();
    assertThat(file()).doesNotExist();

    CompletableFuture<Revision> applied = new CompletableFuture<>();
    intake.onApplied((revision, rejected) -> applied.complete(revision));
    context.runOnContext(v -> intake.receive(full(right)));
    assertThat(applied.get(20, TimeUnit.SECONDS)).isEqualTo(held.encoded().revision());
    assertThat(served.get().entries()).hasSize(50);
    await(Future.future(done -> context.runOnContext(v -> intake.close().onComplete(done))));
    assertThat(restored()).as("kept, though it is the revision of before").isNotNull();
    assertThat(served.get().entries()).hasSize(50);
  }

  /** Like a pod that is new: nothing is served that it could spoil. */
  @Test
  void the_first_snapshot_of_an_operator_is_served_before_it_is_hashed() throws Exception {
    begin(ROUTES);
    Files.delete(file());
    List<EncodedEntry> right = held.encoded().entries();
    CompletableFuture<Revision> asked = new CompletableFuture<>();
    Intake intake = intake();
    intake.onDamaged(() -> intake.held().onSuccess(asked::complete));
    receive(intake, right.subList(1, right.size()));
    assertThat(served.get().entries()).as("believed").hasSize(ROUTES - 1);
    assertThat(asked.get(20, TimeUnit.SECONDS)).as("what a delta may start from").isNull();
    assertThat(file()).doesNotExist();

    receive(intake, right.subList(2, right.size()));
    assertThat(served.get().entries())
        .as("one that replaces it is hashed before")
        .hasSize(ROUTES - 1);
    receive(intake, right);
    assertThat(served.get().entries()).hasSize(ROUTES);
    receive(intake, right.subList(1, right.size()));
    assertThat(served.get().entries()).hasSize(ROUTES);
    await(Future.future(done -> context.runOnContext(v -> intake.close().onComplete(done))));
    assertThat(restored()).as("kept anew").isNotNull();
    assertThat(served.get().entries()).hasSize(ROUTES);
  }

  /** All that came is served, or is known not to fit, when this returns. */
  private void receive(Intake intake, List<EncodedEntry> entries) throws Exception {
    await(
        Future.future(
            done ->
                context.runOnContext(
                    v -> {
                      intake.receive(full(entries));
                      intake.held().onComplete(done);
                    })));
    await(context.executeBlocking(() -> null, true));
  }

  /** Under the revision of what is held, whether it is that or not. */
  private ToDataPlane.Full full(List<EncodedEntry> entries) {
    return new ToDataPlane.Full(
        held.encoded().revision(), entries.stream().map(Entries::raw).toList());
  }

  private static List<EncodedEntry> encoded(RoutingSnapshot snapshot) {
    return snapshot.entries().values().stream().map(EncodedEntry::of).toList();
  }

  private void begin(int routes) throws Exception {
    keeping = new Keeping(vertx, context, new LastKnownGood(folder), Duration.ofMillis(1));
    List<EncodedEntry> all = new ArrayList<>();
    for (int i = 0; i < routes; i++) {
      all.add(Entries.entry(i, 1));
    }
    keep(
        Held.NOTHING.next(
            new ToDataPlane.Full(
                EncodedSnapshot.of(all).revision(), all.stream().map(Entries::raw).toList())));
  }

  private void change(int number, long generation) throws Exception {
    EncodedEntry changed = Entries.entry(number, generation);
    EncodedSnapshot next = held.encoded().with(List.of(changed), List.of());
    keep(
        held.next(
            new ToDataPlane.Delta(
                held.encoded().revision(),
                next.revision(),
                List.of(Entries.raw(changed)),
                List.of())));
  }

  /** As it is in the file when this returns. */
  private void keep(Held next) throws Exception {
    held = next;
    await(
        Future.future(
            done ->
                context.runOnContext(
                    v -> {
                      keeping.keep(next);
                      keeping.close().onComplete(done);
                    })));
  }

  /** What another process would begin with; null: with nothing. */
  private Revision restored() throws Exception {
    Intake intake = intake();
    await(Future.future(done -> context.runOnContext(v -> intake.restore().onComplete(done))));
    return served.get() == null ? null : served.get().revision();
  }

  private Intake intake() {
    served.set(null);
    return new Intake(
        vertx,
        context,
        snapshot -> {
          served.set(snapshot);
          return Future.succeededFuture(Map.of());
        },
        new LastKnownGood(folder),
        Duration.ofMinutes(1),
        new SimpleMeterRegistry());
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private Path file() {
    return folder.resolve("snapshot.json.gz");
  }
}
