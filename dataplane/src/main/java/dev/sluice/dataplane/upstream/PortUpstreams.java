package dev.sluice.dataplane.upstream;

import dev.sluice.snapshot.id.ServicePort;
import dev.sluice.snapshot.id.UpstreamId;
import dev.sluice.snapshot.route.Endpoints;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What there is of one Service port: where it is, what has happened there, and its upstreams, of
 * which there is one for each way to speak to it. Whoever calls holds the lock of {@link
 * Upstreams}.
 */
final class PortUpstreams {
  private final ServicePort port;
  private final Tally tally = new Tally();

  /** In the order in which they were made; seldom more than one. */
  private List<Known> known = List.of();

  /** Null: no snapshot names it. */
  private @Nullable Endpoints endpoints;

  PortUpstreams(ServicePort port) {
    this.port = port;
  }

  /** An upstream for as long as anybody else holds it. */
  static final class Known extends WeakReference<Upstream> {
    private final UpstreamId id;

    Known(Upstream upstream, ReferenceQueue<Upstream> collected) {
      super(upstream, collected);
      id = upstream.id();
    }

    ServicePort port() {
      return id.servicePort();
    }
  }

  Tally tally() {
    return tally;
  }

  Endpoints endpoints() {
    return endpoints == null ? new Endpoints(port, List.of()) : endpoints;
  }

  boolean named() {
    return endpoints != null;
  }

  /** Whether there is nothing that anybody could ask for. */
  boolean empty() {
    return endpoints == null && known.isEmpty();
  }

  @Nullable Upstream find(UpstreamId id) {
    for (Known each : known) {
      if (each.id.equals(id)) {
        return each.get();
      }
    }
    return null;
  }

  /** In place of one of the same identity that nobody holds any more. */
  void add(Known made) {
    known = without(made.id, made);
  }

  /** It is gone. */
  void drop(Known gone) {
    if (known.contains(gone)) {
      known = without(gone.id, null);
    }
  }

  private List<Known> without(UpstreamId id, @Nullable Known instead) {
    List<Known> kept = new ArrayList<>();
    for (Known each : known) {
      if (!each.id.equals(id)) {
        kept.add(each);
      }
    }
    if (instead != null) {
      kept.add(instead);
    }
    return List.copyOf(kept);
  }

  void each(Consumer<Upstream> task) {
    for (Known each : known) {
      Upstream upstream = each.get();
      if (upstream != null) {
        task.accept(upstream);
      }
    }
  }

  /** Where it is from now on. */
  void place(Endpoints now) {
    boolean same = now.equals(endpoints());
    endpoints = now;
    each(
        upstream -> {
          if (!same || upstream.left()) {
            upstream.endpoints(now);
          }
        });
  }

  /** No snapshot names it any more. */
  void leave() {
    endpoints = null;
    each(Upstream::leave);
  }
}
