package dev.sluice.operator.push;

import dev.sluice.snapshot.id.EntryKey;
import dev.sluice.snapshot.id.Revision;
import dev.sluice.snapshot.id.RouteId;
import dev.sluice.snapshot.route.Route;
import java.util.List;
import java.util.Map;

/** What streams and snapshots tell a board, for tests of what reads it. */
public final class Pods {
  public final DataPlanes board = new DataPlanes();
  private long number;

  /** The next snapshot, by what it changed; its revision. */
  public Revision publish(Iterable<Route> put, List<RouteId> removed) {
    Revision revision = new Revision("%064x".formatted(++number));
    board.published(revision, put, removed);
    return revision;
  }

  /** It has dialled anew and serves this. */
  public void connect(String pod, Revision serving) {
    board.connected(pod, true, serving, Map.of());
  }

  public void ack(String pod, Revision revision) {
    board.acked(pod, revision, Map.of());
  }

  public void ack(String pod, Revision revision, Map<EntryKey, String> rejected) {
    board.acked(pod, revision, rejected);
  }
}
