package dev.sluice.operator.status;

import dev.sluice.operator.input.WatchedSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pods that are Ready by the EndpointSlices of one Service: those that get its requests. While
 * the API server is away these are the pods of before.
 */
public final class ReadyPods implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ReadyPods.class);

  private final SharedIndexInformer<EndpointSlice> slices;
  private final Runnable changed;
  private volatile Set<String> names = Set.of();
  private volatile Map<String, String> zones = Map.of();
  private volatile CompletableFuture<?> started = CompletableFuture.completedFuture(null);

  /**
   * @param changed called after every change; must return at once
   */
  public ReadyPods(KubernetesClient client, String namespace, String service, Runnable changed) {
    this.changed = changed;
    this.slices =
        client
            .discovery()
            .v1()
            .endpointSlices()
            .inNamespace(namespace)
            .withLabel("kubernetes.io/service-name", service)
            .runnableInformer(0);
    slices.addEventHandler(new Handler());
    slices.exceptionHandler(
        (started, e) -> {
          LOG.warn("slices of {}/{}: {}; tries again", namespace, service, e.toString());
          return true;
        });
  }

  /** Begins; returns at once, and tries for as long as it takes. */
  public void start() {
    started = slices.start().toCompletableFuture();
  }

  /** Waits for the API server's word, though not longer than this. */
  public void await(Duration longest) {
    try {
      started.get(longest.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("the data planes' pods are not known yet");
    }
  }

  /** Whether the names are those of the API server rather than none. */
  public boolean synced() {
    return slices.hasSynced();
  }

  public Set<String> names() {
    return names;
  }

  /** In which zone each pod is, Ready or not, where its node says. */
  public Map<String, String> zones() {
    return zones;
  }

  @Override
  public void close() {
    slices.stop();
  }

  private void read() {
    Set<String> ready = new TreeSet<>();
    Map<String, String> places = new TreeMap<>();
    for (EndpointSlice slice : slices.getStore().list()) {
      for (WatchedSlice.Address address : WatchedSlice.of(slice).addresses()) {
        if (address.ready() && !address.pod().isEmpty()) {
          ready.add(address.pod());
        }
        if (!address.zone().isEmpty() && !address.pod().isEmpty()) {
          places.put(address.pod(), address.zone());
        }
      }
    }
    Set<String> now = Set.copyOf(ready);
    if (!now.equals(names) || !places.equals(zones)) {
      names = now;
      zones = Map.copyOf(places);
      changed.run();
    }
  }

  private final class Handler implements ResourceEventHandler<EndpointSlice> {
    @Override
    public void onNothing() {
      changed.run();
    }

    @Override
    public void onAdd(EndpointSlice slice) {
      read();
    }

    @Override
    public void onUpdate(EndpointSlice before, EndpointSlice now) {
      read();
    }

    @Override
    public void onDelete(EndpointSlice slice, boolean unknownState) {
      read();
    }
  }
}
