package dev.sluice.dataplane.control;

import dev.sluice.snapshot.id.EntryKey;
import dev.sluice.snapshot.id.Revision;
import dev.sluice.snapshot.wire.Rejection;
import dev.sluice.snapshot.wire.ToDataPlane;
import dev.sluice.snapshot.wire.ToOperator;
import dev.sluice.snapshot.wire.Wire;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps this data plane's snapshot current. Holds a stream to every operator replica; takes the
 * configuration from one of them, the leader where there is one, and tells all of them what it
 * serves. Everything below the public methods runs on one event loop.
 */
public final class SnapshotClient {
  private static final Logger LOG = LoggerFactory.getLogger(SnapshotClient.class);

  /** A hello and an ack stay small, however much is wrong with a snapshot. */
  private static final int MOST_REJECTIONS = 100;

  /** A start without operators is not held up for longer than that. */
  private static final long ALONE_MILLIS = 3_000;

  private final Vertx vertx;
  private final ControlOptions options;
  private final SnapshotApplier applier;
  private final MeterRegistry meters;
  private final OperatorStreams streams;
  private @Nullable Loop loop;
  private volatile @Nullable Revision serving;
  private volatile boolean ready;
  private volatile boolean settled;
  private volatile Runnable onSettled = () -> {};
  private volatile Consumer<String> onZone = zone -> {};
  private List<Rejection> rejected = List.of();
  private boolean restored;

  private record Loop(Context context, Intake intake) {}

  public SnapshotClient(
      Vertx vertx, ControlOptions options, SnapshotApplier applier, MeterRegistry meters) {
    this.vertx = vertx;
    this.options = options;
    this.applier = applier;
    this.meters = meters;
    this.streams = new OperatorStreams(vertx, options, new Listening());
    Gauge.builder("sluice.control.streams", streams::connected)
        .description("Operator replicas that this data plane is connected to")
        .register(meters);
    Gauge.builder("sluice.control.snapshot", () -> serving == null ? 0 : 1)
        .description("1: holds a snapshot")
        .register(meters);
  }

  /**
   * Brings the last-known-good snapshot into service, if there is one, then starts to dial.
   * Completes when the former is done: whether any operator is there is another matter.
   */
  public Future<Void> start() {
    return vertx.deployVerticle(this::deploy).mapEmpty();
  }

  private Future<?> deploy(Context context) {
    Intake intake =
        new Intake(
            vertx, context, applier, new LastKnownGood(options.stateDir()), options.keep(), meters);
    loop = new Loop(context, intake);
    intake.onApplied(this::applied);
    intake.onFailed(this::failed);
    intake.onDamaged(this::ask);
    return intake
        .restore()
        .onComplete(
            v -> {
              restored = true;
              vertx.setTimer(ALONE_MILLIS, id -> settle());
              streams.resolve();
            });
  }

  /**
   * Whether an operator has said what to serve, or none was there to ask. Until then what is served
   * may be older than what was acked before this process started. Any thread.
   */
  public boolean settled() {
    return settled;
  }

  /** Called once, when {@link #settled()} turns true. Before {@link #start()}. */
  public void onSettled(Runnable then) {
    onSettled = then;
  }

  /** Called when an operator has said in which zone this data plane is. Before {@link #start()}. */
  public void onZone(Consumer<String> then) {
    onZone = then;
  }

  private void settle() {
    if (!settled) {
      settled = true;
      onSettled.run();
    }
  }

  /** What is being served; null: nothing yet. Any thread. */
  public @Nullable Revision serving() {
    return serving;
  }

  /** Whether there is a snapshot to serve. Any thread. */
  public boolean holdsSnapshot() {
    return serving != null;
  }

  /** Tells the operators whether this data plane is ready for traffic. Any thread. */
  public void ready(boolean isReady) {
    ready = isReady;
    Loop made = loop;
    if (made != null) {
      made.context().runOnContext(v -> streams.tell(new ToOperator.Ping(isReady)));
    }
  }

  public Future<Void> close() {
    Loop made = loop;
    if (made == null) {
      return Future.succeededFuture();
    }
    return Future.<Void>future(
        done ->
            made.context()
                .runOnContext(
                    v -> {
                      streams.close();
                      made.intake().close().onComplete(done);
                    }));
  }

  /** Asks the active stream for what follows the snapshot that is held. */
  private void ask() {
    OperatorStream asked = streams.active();
    Loop made = loop;
    if (asked != null && made != null) {
      made.intake()
          .held()
          .onSuccess(
              held -> {
                if (asked == streams.active()) {
                  asked.send(new ToOperator.Active(held));
                }
              });
    }
  }

  private void applied(Revision revision, Map<EntryKey, String> refused) {
    serving = revision;
    rejected =
        refused.entrySet().stream()
            .limit(MOST_REJECTIONS)
            .map(each -> new Rejection(each.getKey(), each.getValue()))
            .toList();
    if (!refused.isEmpty()) {
      LOG.warn("control: {} entries of {} are rejected", refused.size(), revision.brief());
    }
    streams.tell(new ToOperator.Ack(revision, rejected));
    if (restored) {
      settle();
    }
  }

  private void failed(Revision revision, String message) {
    streams.tell(new ToOperator.Nack(revision, message));
  }

  private final class Listening implements OperatorStreams.Listener {
    @Override
    public ToOperator.Hello hello() {
      return new ToOperator.Hello(
          Wire.SCHEMA, options.fleet(), options.pod(), serving, ready, rejected);
    }

    @Override
    public void joined(OperatorStream stream) {
      // What was applied while the hello was under way.
      Revision now = serving;
      if (now != null) {
        stream.send(new ToOperator.Ack(now, rejected));
      }
      stream.send(new ToOperator.Ping(ready));
    }

    @Override
    public void chosen(OperatorStream stream) {
      ask();
    }

    @Override
    public void zone(String name) {
      onZone.accept(name);
    }

    @Override
    public void received(ToDataPlane frame) {
      Loop made = loop;
      if (made != null) {
        made.intake().receive(frame);
        if (frame instanceof ToDataPlane.Current) {
          settle();
        }
      }
    }
  }
}
