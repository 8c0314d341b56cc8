package dev.sluice.operator.status;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfig;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElector;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs for the lease, again and again for as long as the process lives. Losing it ends nothing but
 * what its holder alone does.
 */
public final class Leadership implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Leadership.class);

  private final KubernetesClient client;
  private final Term term;
  private final Consumer<Boolean> leads;
  private final Thread thread;
  private final ExecutorService executor;
  private volatile @Nullable CompletableFuture<?> run;
  private final CountDownLatch closing = new CountDownLatch(1);
  private volatile boolean leading;

  /**
   * Whose lease, and for how long.
   *
   * @param lease how long others wait for a holder that has gone silent
   * @param renew after which a holder that could not renew stops leading; less than the lease
   * @param retry between two tries
   */
  public record Term(
      String namespace,
      String name,
      String identity,
      Duration lease,
      Duration renew,
      Duration retry) {
    public Term(String namespace, String name, String identity) {
      this(
          namespace,
          name,
          identity,
          Duration.ofSeconds(15),
          Duration.ofSeconds(10),
          Duration.ofSeconds(2));
    }
  }

  /**
   * @param leads called when this process begins and ceases to lead, in order; must not throw
   */
  public Leadership(KubernetesClient client, Term term, Consumer<Boolean> leads) {
    this.client = client;
    this.term = term;
    this.leads = leads;
    this.executor =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread made = new Thread(task, "lease");
              made.setDaemon(true);
              return made;
            });
    this.thread = new Thread(this::runForEver, "leadership");
    thread.setDaemon(true);
  }

  public void start() {
    thread.start();
  }

  public boolean leading() {
    return leading;
  }

  /** Gives the lease back, so that another replica need not wait for its end. */
  @Override
  public void close() {
    closing.countDown();
    // Before the lease is free, so that two replicas never write at once.
    turn(false);
    @Nullable CompletableFuture<?> current = run;
    if (current != null) {
      current.cancel(true);
    }
    thread.interrupt();
    try {
      thread.join(2_000);
      executor.shutdown();
      if (!executor.awaitTermination(5, TimeUnit.SECONDS)) {
        executor.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void runForEver() {
    while (!closed()) {
      try {
        CompletableFuture<?> current = elector().start();
        run = current;
        if (closed()) {
          current.cancel(true);
        }
        current.get();
      } catch (InterruptedException e) {
        return;
      } catch (ExecutionException | RuntimeException e) {
        if (!closed()) {
          LOG.warn("lease {}: {}; tries again", term.name(), e.toString());
        }
      } finally {
        if (!closed()) {
          turn(false);
        }
      }
      try {
        if (closing.await(term.retry().toMillis(), TimeUnit.MILLISECONDS)) {
          return;
        }
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private boolean closed() {
    return closing.getCount() == 0;
  }

  private LeaderElector elector() {
    return new LeaderElector(
        client,
        new LeaderElectionConfig(
            new LeaseLock(term.namespace(), term.name(), term.identity()),
            term.lease(),
            term.renew(),
            term.retry(),
            new LeaderCallbacks(
                () -> turn(true),
                () -> turn(false),
                leader -> LOG.info("lease {} is held by {}", term.name(), leader)),
            true,
            term.name()),
        executor);
  }

  private synchronized void turn(boolean now) {
    if (leading != now && !(now && closed())) {
      leading = now;
      LOG.info(now ? "leads: writes status from now on" : "leads no more");
      leads.accept(now);
    }
  }
}
