package dev.sluice.dataplane.control;

import dev.sluice.snapshot.wire.ToDataPlane;
import dev.sluice.snapshot.wire.ToOperator;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stream to every operator replica, as names resolve by and by, and the one of them that is
 * listened to. Confined to the client's event loop but for {@link #connected()}.
 */
final class OperatorStreams implements OperatorStream.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(OperatorStreams.class);

  private final Vertx vertx;
  private final ControlOptions options;
  private final Operators operators;
  private final OperatorDoor door;
  private final Listener listener;
  private final Map<SocketAddress, OperatorStream> all = new LinkedHashMap<>();
  private final Set<OperatorStream> offering = new LinkedHashSet<>();
  private @Nullable OperatorStream active;
  private volatile int connected;
  private boolean closed;

  /** What the streams tell the client that owns them. */
  interface Listener {
    /** What a replica is told first. */
    ToOperator.Hello hello();

    /** One more replica is there to be told what is served. */
    void joined(OperatorStream stream);

    /** Another one is listened to, and has not been asked for anything yet. */
    void chosen(OperatorStream stream);

    /** By whichever replica. */
    void zone(String name);

    /** By the one that is listened to. */
    void received(ToDataPlane frame);
  }

  OperatorStreams(Vertx vertx, ControlOptions options, Listener listener) {
    this.vertx = vertx;
    this.options = options;
    this.operators = new Operators(vertx, options);
    this.door = new OperatorDoor(vertx, options);
    this.listener = listener;
  }

  /** Replicas that this data plane is connected to. Any thread. */
  int connected() {
    return connected;
  }

  /** The one that is listened to; null: none is there. */
  @Nullable OperatorStream active() {
    return active;
  }

  /** Tells all that are there. */
  void tell(ToOperator frame) {
    offering.forEach(stream -> stream.send(frame));
  }

  /** Dials all that there are, now and then anew. */
  void resolve() {
    if (closed) {
      return;
    }
    operators
        .addresses()
        .onComplete(
            found -> {
              if (found.succeeded() && !closed) {
                found.result().stream()
                    .filter(address -> !all.containsKey(address))
                    .forEach(this::add);
                // Nothing found is more likely a DNS in trouble than an operator that is gone.
                if (!found.result().isEmpty()) {
                  List.copyOf(all.entrySet()).stream()
                      .filter(each -> !found.result().contains(each.getKey()))
                      .filter(each -> !offering.contains(each.getValue()))
                      .forEach(each -> remove(each.getKey(), each.getValue()));
                }
              }
              vertx.setTimer(options.resolve().toMillis(), id -> resolve());
            });
  }

  private void add(SocketAddress address) {
    OperatorStream stream =
        new OperatorStream(vertx, address, door, options, listener::hello, this);
    all.put(address, stream);
    stream.dial();
  }

  private void remove(SocketAddress address, OperatorStream stream) {
    stream.close();
    all.remove(address);
  }

  void close() {
    closed = true;
    all.values().forEach(OperatorStream::close);
    all.clear();
    offering.clear();
    connected = 0;
    active = null;
  }

  @Override
  public void offered(OperatorStream stream) {
    if (offering.add(stream)) {
      connected = offering.size();
      listener.joined(stream);
    }
    choose();
  }

  @Override
  public void received(OperatorStream stream, ToDataPlane frame) {
    if (frame instanceof ToDataPlane.Zone zone) {
      // All replicas know that; the answer does not wait for one to be chosen.
      listener.zone(zone.name());
    } else if (stream == active) {
      listener.received(frame);
    }
  }

  @Override
  public void lost(OperatorStream stream) {
    offering.remove(stream);
    connected = offering.size();
    choose();
  }

  /** The leader, or else whoever has been listened to, or else whoever is there. */
  private void choose() {
    OperatorStream best = active != null && offering.contains(active) ? active : null;
    for (OperatorStream stream : offering) {
      if (best == null || (stream.leader() && !best.leader())) {
        best = stream;
      }
    }
    if (best == active) {
      return;
    }
    if (active != null && offering.contains(active)) {
      active.send(new ToOperator.Observe());
    }
    active = best;
    if (best != null) {
      LOG.info("control: takes its configuration from {}", best);
      listener.chosen(best);
    }
  }
}
