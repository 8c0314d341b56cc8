package dev.sluice.standalone.command;

import dev.sluice.operator.compile.Compiler;
import dev.sluice.operator.compile.Condition;
import dev.sluice.snapshot.id.EntryKey;
import dev.sluice.snapshot.id.RouteId;
import dev.sluice.snapshot.route.AffinityKeys;
import dev.sluice.snapshot.route.RoutingSnapshot;
import dev.sluice.standalone.folder.Diagnostic;
import dev.sluice.standalone.folder.Reading;
import dev.sluice.standalone.folder.Shelf;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a gateway at what a folder says: reading after reading, each in service before the next is
 * looked at. For one thread.
 */
public final class FolderService implements AutoCloseable {
  private static final long APPLY_SECONDS = 30;
  private static final Condition NOT_SERVED = new Condition(false, "", "");

  private final Gateway gateway;
  private final RouteTable table;
  private final Consumer<String> reports;
  private final AffinityFile affinity;
  private final Clock clock = Clock.systemUTC();
  private final Compiler compiler = new Compiler(clock);
  private final DemoServers demo = new DemoServers();
  private final Map<RouteId, Condition> programmed = new HashMap<>();
  private @Nullable AffinityKeys affinityKeys;
  private @Nullable Judged latest;
  private String said = "";

  /**
   * @param reports takes the table whenever it says something new
   * @param affinity read once a rule wants it
   */
  public FolderService(
      Gateway gateway, RouteTable table, Consumer<String> reports, AffinityFile affinity) {
    this.gateway = gateway;
    this.table = table;
    this.reports = reports;
    this.affinity = affinity;
  }

  /** Brings a reading into service, and waits for it. */
  public void serve(Reading reading) {
    Judged before = latest;
    Shelf shelf = Shelf.next(before == null ? null : before.shelf(), reading);
    Judged judged = Judged.of(shelf, compiler, before);
    List<Diagnostic> diagnostics = demo.start(shelf);
    latest = judged;
    program(judged, apply(judged));
    demo.retire(shelf);
    String text = table.of(judged.and(diagnostics), id -> programmed.getOrDefault(id, NOT_SERVED));
    // A change that is served is said, too, where the table stays the same.
    String news = text + new java.util.TreeMap<>(shelf.generations());
    if (!news.equals(said)) {
      said = news;
      reports.accept(text);
    }
  }

  /**
   * Whether time has passed a certificate that is served: then the same files say something else.
   */
  public boolean stale() {
    Judged now = latest;
    return now != null && now.compilation().stale(clock.instant());
  }

  private RoutingSnapshot snapshot(Judged judged) {
    if (!judged.compilation().remembers()) {
      return judged.snapshot();
    }
    AffinityKeys keys = affinityKeys == null ? affinity.read() : affinityKeys;
    affinityKeys = keys;
    return judged.with(keys);
  }

  /** What of it could not be served; empty: everything is. */
  private Map<EntryKey, String> apply(Judged judged) {
    try {
      return gateway
          .apply(snapshot(judged))
          .toCompletableFuture()
          .get(APPLY_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CompletionException(e);
    } catch (ExecutionException | TimeoutException e) {
      Map<EntryKey, String> all = new HashMap<>();
      Throwable why = e.getCause() == null ? e : e.getCause();
      judged
          .compilation()
          .routes()
          .keySet()
          .forEach(id -> all.put(EntryKey.route(id), String.valueOf(why.getMessage())));
      return all;
    }
  }

  private void program(Judged judged, Map<EntryKey, String> rejected) {
    programmed.keySet().retainAll(new HashSet<>(judged.compilation().routes().keySet()));
    judged
        .compilation()
        .routes()
        .forEach(
            (id, route) -> {
              String why = rejected.get(EntryKey.route(id));
              programmed.put(
                  id,
                  why == null
                      ? new Condition(true, "Programmed", "generation " + route.generation())
                      : new Condition(false, "Rejected", why));
            });
  }

  @Override
  public void close() {
    gateway.close();
    demo.close();
  }
}
