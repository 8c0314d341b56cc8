package dev.sluice.operator.watch;

import dev.sluice.operator.input.FleetSettings;
import dev.sluice.operator.input.Inputs;
import dev.sluice.operator.input.WatchedService;
import dev.sluice.operator.input.WatchedSlice;
import dev.sluice.snapshot.route.Endpoints;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Collection;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Watches what is compiled. Informers reconnect for ever: an API server that is away means no news,
 * never an exit.
 */
public final class Watch implements AutoCloseable {
  private static final long SYNC_POLL_MILLIS = 20;

  private final KubernetesClient client;
  private final FleetSettings fleet;
  private final Readable readable;
  private final LongConsumer waited;
  private final ScheduledExecutorService compiling = thread("sluice-compile");
  private final ScheduledExecutorService slicing = thread("sluice-endpoints");
  private final ScheduledExecutorService looking = thread("sluice-watch");
  private volatile boolean synced;
  private volatile @Nullable Run run;

  /**
   * @param waited takes how long changes have waited to be handed on, in nanoseconds
   */
  public Watch(
      KubernetesClient client, FleetSettings fleet, Readable readable, LongConsumer waited) {
    this.client = client;
    this.fleet = fleet;
    this.readable = readable;
    this.waited = waited;
  }

  /**
   * Begins; returns at once.
   *
   * @param inputs called on one thread, first when every informer has synced and the first
   *     endpoints were handed on; may take its time, changes meanwhile are taken together
   * @param endpoints called on one other thread when slices or Services have changed; must return
   *     at once
   */
  public void start(Consumer<Inputs> inputs, Consumer<Collection<Endpoints>> endpoints) {
    Run started = new Run(inputs, endpoints);
    run = started;
    started.start();
  }

  /** Hands on the inputs once more, for something else than they has changed. */
  public void again() {
    @Nullable Run started = run;
    if (started != null) {
      started.changed();
    }
  }

  /** Whether all that is watched has been read once. */
  public boolean synced() {
    return synced;
  }

  /** What one start sets going. */
  private final class Run implements Sources.Listener {
    private final Coalescer compile;
    private final EndpointsPath path;
    private final Sources sources;
    private final AtomicBoolean waiting = new AtomicBoolean();

    Run(Consumer<Inputs> inputs, Consumer<Collection<Endpoints>> endpoints) {
      compile = new Coalescer(compiling, () -> handOn(inputs), waited);
      sources = new Sources(client, fleet, readable, looking, this);
      path = new EndpointsPath(slicing, sources::service, endpoints);
    }

    void start() {
      sources.start();
      looking.execute(this::whenSynced);
    }

    private void whenSynced() {
      if (!sources.synced()) {
        looking.schedule(this::whenSynced, SYNC_POLL_MILLIS, TimeUnit.MILLISECONDS);
        return;
      }
      path.open();
      slicing.execute(
          () -> {
            synced = true;
            compile.mark();
          });
    }

    @Override
    public void changed() {
      if (synced && !waiting.get()) {
        markWhenKnown();
      }
    }

    @Override
    public void service(@Nullable WatchedService before, @Nullable WatchedService now) {
      path.service(before, now);
    }

    @Override
    public void slice(@Nullable WatchedSlice before, @Nullable WatchedSlice now) {
      path.slice(before, now);
    }

    /** A route may have named objects that have yet to be read. */
    private void markWhenKnown() {
      if (sources.settled()) {
        waiting.set(false);
        compile.mark();
      } else {
        waiting.set(true);
        looking.schedule(this::markWhenKnown, SYNC_POLL_MILLIS, TimeUnit.MILLISECONDS);
      }
    }

    /** Not what was marked before a route named objects that are not known yet. */
    private void handOn(Consumer<Inputs> to) {
      Inputs now = sources.inputs();
      if (sources.settled()) {
        to.accept(now);
      } else {
        changed();
      }
    }
  }

  private static ScheduledExecutorService thread(String name) {
    return Executors.newSingleThreadScheduledExecutor(
        task -> {
          Thread thread = new Thread(task, name);
          thread.setDaemon(true);
          return thread;
        });
  }

  @Override
  public void close() {
    @Nullable Run started = run;
    if (started != null) {
      started.sources.close();
    }
    looking.shutdownNow();
    slicing.shutdownNow();
    compiling.shutdownNow();
  }
}
