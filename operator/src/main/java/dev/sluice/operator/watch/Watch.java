package dev.sluice.operator.watch;

import dev.sluice.operator.input.FleetSettings;
import dev.sluice.operator.input.Inputs;
import dev.sluice.snapshot.route.Endpoints;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Collection;
import java.util.function.Consumer;

/**
 * Watches what is compiled. Informers reconnect for ever: an API server that is away means no news,
 * never an exit.
 */
public final class Watch implements AutoCloseable {
  private final KubernetesClient client;
  private final FleetSettings fleet;

  public Watch(KubernetesClient client, FleetSettings fleet) {
    this.client = client;
    this.fleet = fleet;
  }

  /**
   * Begins; returns at once.
   *
   * @param inputs called on one thread, first when every informer has synced
   * @param endpoints called when slices or Services have changed; must return at once
   */
  public void start(Consumer<Inputs> inputs, Consumer<Collection<Endpoints>> endpoints) {
    throw new UnsupportedOperationException("not yet: " + client + fleet);
  }

  @Override
  public void close() {}
}
