package dev.sluice.operator.push;

import dev.sluice.snapshot.id.EntryKey;
import dev.sluice.snapshot.id.Revision;
import dev.sluice.snapshot.wire.Rejection;
import dev.sluice.snapshot.wire.ToOperator;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries snapshots to every data plane that dials in, and what they ack to the board. Everything
 * below the public methods runs on one event loop: streams need no locks, and what is costly
 * (making frames, asking the API server) runs elsewhere.
 */
public final class PushServer {
  private static final Logger LOG = LoggerFactory.getLogger(PushServer.class);

  private final Vertx vertx;
  private final PushOptions options;
  private final PushCertificate certificate;
  private final TokenCheck tokenCheck;
  private final DataPlanes board;
  private final MeterRegistry meters;
  private final AtomicReference<@Nullable Publication> next = new AtomicReference<>();
  private final Map<String, PushStream> streams = new HashMap<>();
  private volatile @Nullable Loop loop;
  private volatile boolean leader;
  private volatile Map<String, String> zones = Map.of();
  private volatile int connected;

  /** What exists once there is an event loop to be confined to. */
  private record Loop(
      Context context,
      Frames frames,
      Publications publications,
      PushPort port,
      Pump pump,
      Grumble grumble) {}

  public PushServer(
      Vertx vertx,
      PushOptions options,
      PushCertificate certificate,
      TokenCheck tokenCheck,
      DataPlanes board,
      MeterRegistry meters) {
    this.vertx = vertx;
    this.options = options;
    this.certificate = certificate;
    this.tokenCheck = tokenCheck;
    this.board = board;
    this.meters = meters;
    Gauge.builder("sluice.push.streams", () -> connected)
        .description("Data planes connected to this replica")
        .register(meters);
  }

  /** Completes when the port is open. Waits for the certificate, for as long as it takes. */
  public Future<Void> start() {
    return vertx.deployVerticle(this::deploy).mapEmpty();
  }

  private Future<?> deploy(Context context) {
    Frames frames = new Frames(meters);
    Grumble grumble = new Grumble(LOG, meters, PushServer::millis);
    PushPort port =
        new PushPort(vertx, options, certificate, tokenCheck, grumble, PushServer::millis);
    Publications publications = new Publications(context, frames);
    Pump pump = new Pump(vertx, options, frames, publications, this::ended);
    Loop made = new Loop(context, frames, publications, port, pump, grumble);
    loop = made;
    take(made);
    vertx.setPeriodic(options.ping().toMillis(), id -> ping(made));
    return port.open((stream, hello) -> admit(made, stream, hello));
  }

  /** The port that it listens at. */
  public int port() {
    Loop made = loop;
    return made == null ? options.port() : made.port().port();
  }

  /** Sends this to every data plane from now on. Any thread; returns at once. */
  public void publish(Publication snapshot) {
    Loop made = loop;
    if (next.getAndSet(snapshot) == null && made != null) {
      made.context().runOnContext(v -> take(made));
    }
  }

  /** Data planes prefer the leader, for it is the leader that judges their acks. Any thread. */
  public void leader(boolean leads) {
    leader = leads;
    Loop made = loop;
    if (made != null) {
      made.context()
          .runOnContext(
              v -> {
                if (made.publications().latest() != null) {
                  role(made);
                }
              });
    }
  }

  /** Tells each data plane in which zone it is, now and when it comes. Any thread. */
  public void zones(Map<String, String> byPod) {
    Map<String, String> before = zones;
    zones = byPod;
    Loop made = loop;
    if (made != null && !byPod.equals(before)) {
      made.context()
          .runOnContext(v -> List.copyOf(streams.values()).forEach(stream -> zone(made, stream)));
    }
  }

  private void zone(Loop made, PushStream stream) {
    String now = zones.getOrDefault(stream.pod, "");
    // A pod that has left the slices for a moment has not moved.
    if (!now.isEmpty() && !now.equals(stream.zone)) {
      stream.zone = now;
      stream.write(made.frames().zone(now)).onFailure(e -> {});
    }
  }

  private void role(Loop made) {
    Buffer role = made.frames().role(leader);
    streams.values().forEach(stream -> stream.write(role).onFailure(e -> {}));
  }

  public Future<Void> close() {
    Loop made = loop;
    return made == null ? Future.succeededFuture() : made.port().close();
  }

  private void take(Loop made) {
    Publication publication = next.getAndSet(null);
    if (publication == null) {
      return;
    }
    Publication before = made.publications().latest();
    Revision revision = publication.snapshot().revision();
    if (before != null && before.snapshot().revision().equals(revision)) {
      return;
    }
    made.publications().add(publication);
    Publication.Changes changes = Publication.Changes.between(before, publication);
    board.published(revision, changes.put(), changes.removed());
    if (before == null) {
      role(made);
    }
    List.copyOf(streams.values()).forEach(stream -> made.pump().run(stream));
  }

  private void admit(Loop made, PushStream stream, ToOperator.Hello hello) {
    PushStream older = streams.put(hello.pod(), stream);
    if (older != null) {
      older.reset();
    }
    stream.pod = hello.pod();
    stream.heardMillis = millis();
    connected = streams.size();
    stream.open(
        frame -> {
          stream.heardMillis = millis();
          frame.on(new Heard(made, stream));
        },
        reason -> leave(made, stream, reason));
    zone(made, stream);
    board.connected(stream.pod, hello.ready(), hello.revision(), rejected(hello.rejected()));
    // A replica that has nothing to give yet keeps silent, and is not chosen.
    if (made.publications().latest() != null) {
      stream.write(made.frames().role(leader)).onFailure(e -> {});
    }
  }

  private void leave(Loop made, PushStream stream, String reason) {
    if (!reason.isEmpty()) {
      made.grumble().about(reason, "from data plane " + stream.pod);
      stream.reset();
    }
    ended(stream);
  }

  private void ended(PushStream stream) {
    if (streams.remove(stream.pod, stream)) {
      connected = streams.size();
      board.disconnected(stream.pod);
    }
  }

  private void ping(Loop made) {
    long now = millis();
    Buffer ping = made.frames().ping();
    for (PushStream stream : List.copyOf(streams.values())) {
      if (now - stream.heardMillis > options.dead().toMillis()) {
        LOG.info("push: data plane {} is silent; its stream is closed", stream.pod);
        stream.drop();
        ended(stream);
      } else {
        stream.write(ping).onFailure(e -> {});
      }
    }
  }

  private final class Heard implements ToOperator.Cases<Void> {
    private final Loop made;
    private final PushStream stream;

    Heard(Loop made, PushStream stream) {
      this.made = made;
      this.stream = stream;
    }

    @Override
    public Void hello(ToOperator.Hello hello) {
      throw new IllegalArgumentException("a second hello");
    }

    @Override
    public Void active(ToOperator.Active frame) {
      stream.active = true;
      stream.known = frame.revision();
      stream.asked = true;
      stream.questions++;
      board.active(stream.pod, true);
      made.pump().run(stream);
      return null;
    }

    @Override
    public Void observe(ToOperator.Observe observe) {
      stream.active = false;
      board.active(stream.pod, false);
      return null;
    }

    @Override
    public Void ack(ToOperator.Ack ack) {
      board.acked(stream.pod, ack.revision(), rejected(ack.rejected()));
      return null;
    }

    @Override
    public Void nack(ToOperator.Nack nack) {
      LOG.warn("push: data plane {} cannot take {}", stream.pod, nack.revision().brief());
      board.failed(stream.pod, nack.message());
      return null;
    }

    @Override
    public Void ping(ToOperator.Ping ping) {
      board.ready(stream.pod, ping.ready());
      return null;
    }
  }

  private static Map<EntryKey, String> rejected(List<Rejection> rejections) {
    return rejections.stream()
        .collect(Collectors.toMap(Rejection::key, Rejection::message, (one, other) -> one));
  }

  private static long millis() {
    return System.nanoTime() / 1_000_000;
  }
}
