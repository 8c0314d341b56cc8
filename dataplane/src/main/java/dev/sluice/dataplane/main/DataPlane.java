package dev.sluice.dataplane.main;

import dev.sluice.dataplane.admin.Admin;
import dev.sluice.dataplane.control.ControlOptions;
import dev.sluice.dataplane.control.SnapshotClient;
import dev.sluice.dataplane.filter.FilterChain;
import dev.sluice.dataplane.filter.limits.WebSockets;
import dev.sluice.dataplane.filter.mirror.Mirrors;
import dev.sluice.dataplane.filter.ratelimit.RateLimits;
import dev.sluice.dataplane.filter.ratelimit.SharedCounts;
import dev.sluice.dataplane.filter.validate.Documents;
import dev.sluice.dataplane.listener.Certificates;
import dev.sluice.dataplane.listener.Listener;
import dev.sluice.dataplane.listener.ServerNameCheck;
import dev.sluice.dataplane.match.Tables;
import dev.sluice.dataplane.store.RedisStore;
import dev.sluice.dataplane.store.StoreOptions;
import dev.sluice.dataplane.telemetry.Telemetry;
import dev.sluice.dataplane.tls.ClientTrust;
import dev.sluice.dataplane.tls.Engines;
import dev.sluice.dataplane.upstream.Upstreams;
import dev.sluice.snapshot.id.EntryKey;
import dev.sluice.snapshot.route.RoutingSnapshot;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running data plane, in a process of its own or within another. */
public final class DataPlane {
  /** For last words to arrive. */
  private static final long CUT_NANOS = 1_000_000_000L;

  private static final Logger LOG = LoggerFactory.getLogger(DataPlane.class);

  private static final long TIDY_MILLIS = 30_000;

  final Vertx vertx;
  private final DataPlaneConfig config;
  private final PrometheusMeterRegistry meters =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Upstreams upstreams;
  final InService inService;
  private final ClientTrust trust = new ClientTrust();
  private final Certificates certificates = new Certificates(trust);
  private final Listener listener;
  private final @Nullable RedisStore redis;
  private final Admin admin;
  private final @Nullable SnapshotClient client;
  private volatile boolean bound;
  private volatile boolean draining;
  private volatile int httpPort;
  private volatile int httpsPort = -1;
  private volatile int adminPort = -1;
  private @Nullable Future<Void> closing;

  private DataPlane(DataPlaneConfig config) {
    this.config = config;
    VertxOptions options = new VertxOptions().setPreferNativeTransport(true);
    // Nothing is read from the class path: no folder for what is unpacked of it is made in /tmp.
    options.getFileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false);
    if (config.eventLoops() > 0) {
      options.setEventLoopPoolSize(config.eventLoops());
    } else {
      options.setEventLoopPoolSize(Runtime.getRuntime().availableProcessors());
    }
    vertx = Vertx.builder().with(options).build();
    Telemetry telemetry = new Telemetry(meters);
    StoreOptions store = config.store();
    redis = store == null ? null : new RedisStore(vertx, store, meters);
    SharedCounts shared = redis == null ? SharedCounts.NONE : redis;
    long origin = System.nanoTime();
    RateLimits limits = new RateLimits(shared, meters, () -> System.nanoTime() - origin);
    vertx.setPeriodic(
        TIDY_MILLIS,
        id ->
            vertx.executeBlocking(
                () -> {
                  limits.tidy();
                  return null;
                }));
    upstreams = new Upstreams(vertx, meters.getPrometheusRegistry());
    upstreams.zone(config.zone());
    Documents documents = new Documents();
    Tables tables =
        new Tables(
            upstreams,
            limits,
            documents,
            new FilterChain(limits, new Mirrors(upstreams), new WebSockets(), trust, documents),
            telemetry);
    listener =
        new Listener(
            vertx,
            () -> new ServerNameCheck(certificates, tables.matcher()::handle, telemetry::unmatched),
            new Measured(telemetry),
            config.listener());
    inService = new InService(vertx, listener, trust, certificates, tables, meters);
    admin = new Admin(vertx, meters, this::notReady, inService::serving, upstreams::states);
    Gauge.builder("sluice.transport", () -> 1)
        .description("Always 1; its label names what the event loops ask the kernel with")
        .tag("name", transport())
        .register(meters);
    ControlOptions control = config.control();
    client = control == null ? null : follow(control);
  }

  private SnapshotClient follow(ControlOptions control) {
    SnapshotClient made = new SnapshotClient(vertx, control, this::apply, meters);
    if (config.zone().isEmpty()) {
      // Off the event loops: all upstreams are placed anew.
      made.onZone(
          zone ->
              vertx.executeBlocking(
                  () -> {
                    upstreams.zone(zone);
                    return null;
                  }));
    }
    made.onSettled(() -> made.ready(ready()));
    return made;
  }

  /** Starts all; completes when its ports are bound and what was known last is served. */
  public static Future<DataPlane> start(DataPlaneConfig config) {
    DataPlane made = new DataPlane(config);
    return made.open().map(made).onFailure(e -> made.vertx.close());
  }

  private Future<Void> open() {
    return listener
        .listen(config.httpPort(), null, config.listener().proxyHttp())
        .onSuccess(port -> httpPort = port)
        .compose(
            v ->
                config.httpsPort() < 0
                    ? none()
                    : listener.listen(
                        config.httpsPort(), certificates, config.listener().proxyHttps()))
        .onSuccess(port -> httpsPort = port)
        .compose(v -> config.adminPort() < 0 ? none() : admin.listen(config.adminPort()))
        .onSuccess(
            port -> {
              adminPort = port;
              bound = true;
              LOG.info(
                  "serves on {} and {}, admin on {}, transport {}, TLS by {}",
                  httpPort,
                  httpsPort,
                  adminPort,
                  transport(),
                  Engines.nativeOne() ? "BoringSSL" : "the JDK");
            })
        .compose(v -> client == null ? Future.succeededFuture() : client.start());
  }

  /** What the event loops ask the kernel with. */
  private String transport() {
    return vertx.isNativeTransportEnabled() ? "native" : "nio";
  }

  private static Future<Integer> none() {
    return Future.succeededFuture(-1);
  }

  /**
   * Brings a snapshot into service. Completes when every event loop serves it, with what could not
   * be built. Call it one at a time; not on an event loop.
   */
  public Future<Map<EntryKey, String>> apply(RoutingSnapshot snapshot) {
    return inService
        .apply(snapshot)
        .onSuccess(
            problems -> {
              if (client != null) {
                client.ready(ready());
              }
            });
  }

  private Optional<String> notReady() {
    if (inService.serving() == null) {
      return Optional.of("no snapshot yet");
    }
    if (!bound) {
      return Optional.of("ports are not bound yet");
    }
    if (client != null && !client.settled()) {
      return Optional.of("asks the operators for what has changed");
    }
    return draining ? Optional.of("draining") : Optional.empty();
  }

  public boolean ready() {
    return notReady().isEmpty();
  }

  public int httpPort() {
    return httpPort;
  }

  /** -1: none. */
  public int httpsPort() {
    return httpsPort;
  }

  /** -1: none. */
  public int adminPort() {
    return adminPort;
  }

  /**
   * Not ready from now on, and says so to clients; keeps accepting for the drain's delay, for a
   * Service needs a while to look elsewhere; then lets what is under way end, for as long as the
   * drain's timeout, and ends the rest.
   */
  public synchronized Future<Void> close() {
    if (closing == null) {
      draining = true;
      if (client != null) {
        client.ready(false);
      }
      listener.drain();
      closing =
          after(config.drainDelay().toMillis())
              .onSuccess(v -> listener.end())
              .compose(v -> drained(System.nanoTime() + config.drainTimeout().toNanos()))
              .onSuccess(v -> listener.cut())
              .compose(v -> drained(System.nanoTime() + CUT_NANOS))
              .compose(v -> client == null ? Future.succeededFuture() : client.close())
              .eventually(
                  () -> {
                    if (redis != null) {
                      redis.close();
                    }
                    return vertx.close();
                  });
    }
    return closing;
  }

  private Future<Void> drained(long deadline) {
    if (listener.connections() == 0 || System.nanoTime() > deadline) {
      return Future.succeededFuture();
    }
    return after(20).compose(v -> drained(deadline));
  }

  private Future<Void> after(long millis) {
    Promise<Void> done = Promise.promise();
    if (millis <= 0) {
      done.complete();
    } else {
      vertx.setTimer(millis, id -> done.complete());
    }
    return done.future();
  }

  /** Waits for {@link #close()}; not on an event loop. */
  void closeAndWait() {
    try {
      close()
          .toCompletionStage()
          .toCompletableFuture()
          .get(
              config.drainDelay().plus(config.drainTimeout()).toMillis() + 3_000,
              TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
      LOG.warn("the end was not orderly: {}", e.toString());
    }
  }
}
