package dev.sluice.operator.status;

import dev.sluice.operator.input.PolicyId;
import dev.sluice.snapshot.id.RouteId;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.ConfigurationServiceOverrider;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes status while this replica leads. Its java-operator-sdk Operator lives as long as one
 * leadership; everything here runs on one thread of its own.
 */
public final class StatusWriter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StatusWriter.class);
  private static final int THREADS = 8;
  private static final Duration RETRY = Duration.ofSeconds(2);

  /** Most acks of one snapshot come within this time: one look at the board for all of them. */
  private static final Duration TOGETHER = Duration.ofMillis(25);

  /** Between looks, over time: bounds how often a route is written that changes all the time. */
  private static final Duration APART = Duration.ofMillis(25);

  /** The same of looks at all routes, so that pods that come and go cost the leader little. */
  private static final Duration ALL_APART = Duration.ofMillis(200);

  /** Looks that do not wait for that: a change is one or two, so that a few changes in a row go. */
  private static final int IN_A_ROW = 5;

  private final KubernetesClient client;
  private final StatusBoard board;
  private final String fleet;
  private final String instance;
  private final BooleanSupplier ready;
  private final Runnable written;
  private final ScheduledExecutorService thread;
  private final AtomicBoolean dirty = new AtomicBoolean();
  private final AtomicBoolean settled = new AtomicBoolean();
  private final Pace pace = new Pace(APART, IN_A_ROW);
  private final Pace pacedAll = new Pace(ALL_APART, IN_A_ROW);
  private volatile boolean leading;
  private @Nullable Running running;

  /** Whether a look waits for its turn. */
  private boolean paced;

  private record Running(
      Operator operator, StatusReconciler reconciler, PolicyReconciler policies) {}

  /**
   * @param fleet whose words are written
   * @param instance names this replica in events
   * @param ready whether what the board says rests on the API server's word; nothing is written
   *     before
   * @param written called after each write of a status
   */
  public StatusWriter(
      KubernetesClient client,
      StatusBoard board,
      String fleet,
      String instance,
      BooleanSupplier ready,
      Runnable written) {
    this.client = client;
    this.board = board;
    this.fleet = fleet;
    this.instance = instance;
    this.ready = ready;
    this.written = written;
    ScheduledThreadPoolExecutor made =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread daemon = new Thread(task, "status");
              daemon.setDaemon(true);
              return daemon;
            });
    made.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    this.thread = made;
  }

  /** Begins or ceases to write. Returns at once; nothing is written after it has said false. */
  public void leader(boolean leads) {
    leading = leads;
    submit(leads ? this::begin : this::end);
  }

  /** Something may be true of a route that was not before; more may follow. Returns at once. */
  public void changed() {
    if (leading && dirty.compareAndSet(false, true)) {
      schedule(this::lookIfDirty, TOGETHER);
    }
  }

  /** The same, and no data plane lags any more: nothing is to be waited for. Returns at once. */
  public void settled() {
    if (leading) {
      dirty.set(true);
      if (settled.compareAndSet(false, true)) {
        submit(
            () -> {
              settled.set(false);
              lookIfDirty();
            });
      }
    }
  }

  @Override
  public void close() {
    leading = false;
    submit(this::end);
    submit(thread::shutdown);
    try {
      if (!thread.awaitTermination(5, TimeUnit.SECONDS)) {
        thread.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void begin() {
    if (!leading || running != null) {
      return;
    }
    if (!ready.getAsBoolean()) {
      schedule(this::begin, Duration.ofMillis(100));
      return;
    }
    Notices notices = new Notices(client, instance, Clock.systemUTC());
    StatusReconciler reconciler =
        new StatusReconciler(client, board, notices, fleet, () -> leading, written);
    PolicyReconciler policies =
        new PolicyReconciler(client, board.policies(), notices, fleet, () -> leading, written);
    Operator operator = new Operator(this::configure);
    running = new Running(operator, reconciler, policies);
    try {
      operator.register(reconciler, o -> o.withItemStore(StatusAlone.store()));
      operator.register(policies, o -> o.withItemStore(StatusAlone.store()));
      operator.start();
    } catch (RuntimeException e) {
      LOG.warn("status: {}; tries again", e.toString());
      end();
      schedule(this::begin, RETRY);
      return;
    }
    board.forget();
    dirty.set(true);
    lookIfDirty();
  }

  private void configure(ConfigurationServiceOverrider o) {
    o.withKubernetesClient(client)
        .withCloseClientOnStop(false)
        .checkingCRDAndValidateLocalModel(false)
        .withStopOnInformerErrorDuringStartup(false)
        .withCacheSyncTimeout(Duration.ofSeconds(30))
        .withReconciliationTerminationTimeout(Duration.ofSeconds(2))
        .withConcurrentReconciliationThreads(THREADS)
        // The default ends the process.
        .withInformerStoppedHandler(
            (informer, e) -> {
              if (e != null) {
                LOG.warn("status: an informer stopped: {}", e.toString());
              }
            });
  }

  private void end() {
    Running ending = running;
    running = null;
    if (ending != null) {
      try {
        ending.operator().stop();
      } catch (RuntimeException e) {
        LOG.warn("status: {}", e.toString());
      }
    }
  }

  private void lookIfDirty() {
    if (!dirty.get()) {
      return;
    }
    long now = System.nanoTime();
    Pace of = board.everyRoute() ? pacedAll : pace;
    long wait = of.waitNanos(now);
    if (wait == 0) {
      of.take(now);
      dirty.set(false);
      look();
    } else if (!paced) {
      paced = true;
      schedule(
          () -> {
            paced = false;
            lookIfDirty();
          },
          Duration.ofNanos(wait));
    }
  }

  private void look() {
    Running now = running;
    if (now == null || !leading) {
      return;
    }
    for (RouteId route : board.changed()) {
      now.reconciler().changes().propagateEvent(new ResourceID(route.name(), route.namespace()));
    }
    for (PolicyId policy : board.policies().changed()) {
      now.policies().changes().propagateEvent(new ResourceID(policy.name(), policy.namespace()));
    }
  }

  private void submit(Runnable task) {
    schedule(task, Duration.ZERO);
  }

  private void schedule(Runnable task, Duration after) {
    if (!thread.isShutdown()) {
      var unused =
          thread.schedule(
              () -> {
                try {
                  task.run();
                } catch (RuntimeException e) {
                  LOG.error("status", e);
                }
              },
              after.toNanos(),
              TimeUnit.NANOSECONDS);
    }
  }
}
