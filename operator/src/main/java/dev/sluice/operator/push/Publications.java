package dev.sluice.operator.push;

import dev.sluice.snapshot.codec.EncodedSnapshot;
import dev.sluice.snapshot.delta.Delta;
import dev.sluice.snapshot.id.Revision;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The latest snapshot, those before it that a delta may start from, and their frames: each made
 * once, however many data planes it goes to. Confined to one event loop; frames are made off it,
 * but for those that take less than to hand them over and back.
 */
final class Publications {
  /** What a data plane may lag behind and still be sent a delta. */
  private static final int HISTORY = 64;

  /** Of the snapshot's 256 buckets: some 100 µs with 10,000 entries. */
  private static final int FEW_BUCKETS = 4;

  private static final long FEW_BYTES = 16 * 1024;

  private final Context context;
  private final Frames frames;
  private final Map<Revision, EncodedSnapshot> history = new LinkedHashMap<>();
  private final Map<Revision, Future<Buffer>> deltas = new HashMap<>();
  private @Nullable Future<Buffer> full;
  private @Nullable Publication latest;

  Publications(Context context, Frames frames) {
    this.context = context;
    this.frames = frames;
  }

  @Nullable Publication latest() {
    return latest;
  }

  void add(Publication publication) {
    EncodedSnapshot next = publication.snapshot();
    latest = publication;
    full = null;
    deltas.clear();
    history.remove(next.revision());
    history.put(next.revision(), next);
    if (history.size() > HISTORY) {
      history.remove(history.keySet().iterator().next());
    }
  }

  /** Whether a delta may start there. */
  boolean knows(@Nullable Revision revision) {
    return revision != null && history.containsKey(revision);
  }

  /** The latest snapshot, whole. */
  Future<Buffer> full() {
    if (full == null) {
      EncodedSnapshot snapshot = present();
      full = context.executeBlocking(() -> frames.full(snapshot), false);
    }
    return full;
  }

  /** What leads from a known revision to the latest. */
  Future<Buffer> delta(Revision from) {
    EncodedSnapshot base = history.get(from);
    if (base == null) {
      throw new IllegalArgumentException("no history of " + from);
    }
    EncodedSnapshot snapshot = present();
    return deltas.computeIfAbsent(from, f -> delta(base, snapshot));
  }

  private Future<Buffer> delta(EncodedSnapshot from, EncodedSnapshot to) {
    if (from.differingBuckets(to) > FEW_BUCKETS) {
      return context.executeBlocking(
          () -> frames.delta(from.revision(), to.revision(), Delta.between(from, to)), false);
    }
    Delta delta = Delta.between(from, to);
    return delta.bytes() > FEW_BYTES
        ? context.executeBlocking(() -> frames.delta(from.revision(), to.revision(), delta), false)
        : Future.succeededFuture(frames.delta(from.revision(), to.revision(), delta));
  }

  private EncodedSnapshot present() {
    if (latest == null) {
      throw new IllegalStateException("nothing is published");
    }
    return latest.snapshot();
  }
}
