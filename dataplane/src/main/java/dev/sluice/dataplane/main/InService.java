package dev.sluice.dataplane.main;

import dev.sluice.dataplane.listener.Certificates;
import dev.sluice.dataplane.listener.Listener;
import dev.sluice.dataplane.match.Tables;
import dev.sluice.dataplane.tls.ClientTrust;
import dev.sluice.snapshot.delta.Changes;
import dev.sluice.snapshot.id.EntryKey;
import dev.sluice.snapshot.route.RoutingSnapshot;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The way of a snapshot into service, one at a time: each is asked only about what it changes. */
final class InService {
  private final Vertx vertx;
  private final Listener listener;
  private final ClientTrust trust;
  private final Certificates certificates;
  private final Tables tables;
  private final MultiGauge revision;
  private volatile @Nullable RoutingSnapshot serving;

  /** The last one; null: it failed midway, so that nothing is known of what there is now. */
  private volatile @Nullable RoutingSnapshot applied;

  private volatile Map<EntryKey, String> unusable = Map.of();

  InService(
      Vertx vertx,
      Listener listener,
      ClientTrust trust,
      Certificates certificates,
      Tables tables,
      MeterRegistry meters) {
    this.vertx = vertx;
    this.listener = listener;
    this.trust = trust;
    this.certificates = certificates;
    this.tables = tables;
    this.revision =
        MultiGauge.builder("sluice.snapshot.revision")
            .description("Always 1; its label names the snapshot that is served")
            .register(meters);
  }

  /** Null: none yet. Any thread. */
  @Nullable RoutingSnapshot serving() {
    return serving;
  }

  /** As of {@link DataPlane#apply}. */
  Future<Map<EntryKey, String>> apply(RoutingSnapshot snapshot) {
    Changes changes = Changes.between(applied, snapshot);
    applied = null;
    if (changes.handshakes()) {
      Map<EntryKey, String> now = new HashMap<>(trust.apply(snapshot.entries().values()));
      now.putAll(certificates.apply(snapshot));
      unusable = now;
    }
    Map<EntryKey, String> problems = new HashMap<>(unusable);
    problems.putAll(tables.prepare(snapshot, changes));
    // A wait for loops that are busy, where it is for nothing.
    boolean told = tables.told() || changes.handshakes();
    return (told ? pass() : Future.<Void>succeededFuture())
        .compose(
            v -> {
              tables.swap();
              serving = snapshot;
              return pass();
            })
        // Not on an event loop either: it may be about all rules.
        .compose(v -> vertx.executeBlocking(() -> settle(snapshot), false))
        .compose(left -> left ? pass() : Future.succeededFuture())
        .map(
            v -> {
              applied = snapshot;
              return Map.copyOf(problems);
            });
  }

  private boolean settle(RoutingSnapshot snapshot) {
    Tags tags = Tags.of("revision", snapshot.revision().hex());
    revision.register(List.of(MultiGauge.Row.of(tags, 1)), true);
    return tables.settle();
  }

  /** Completes when every event loop is done with what it was doing. */
  private Future<Void> pass() {
    return Future.all(listener.executors().stream().map(InService::pass).toList()).mapEmpty();
  }

  /** Completes when an event loop is done with what it was doing. */
  private static Future<Void> pass(Executor loop) {
    Promise<Void> passed = Promise.promise();
    loop.execute(passed::complete);
    return passed.future();
  }
}
