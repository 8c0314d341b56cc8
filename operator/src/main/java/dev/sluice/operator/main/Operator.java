package dev.sluice.operator.main;

import dev.sluice.operator.compile.Compilation;
import dev.sluice.operator.compile.Compiler;
import dev.sluice.operator.input.Inputs;
import dev.sluice.operator.push.AffinitySecret;
import dev.sluice.operator.push.Assembler;
import dev.sluice.operator.push.DataPlanes;
import dev.sluice.operator.push.FleetSize;
import dev.sluice.operator.push.Publication;
import dev.sluice.operator.push.PushCertificate;
import dev.sluice.operator.push.PushOptions;
import dev.sluice.operator.push.PushServer;
import dev.sluice.operator.push.TokenReviews;
import dev.sluice.operator.status.Leadership;
import dev.sluice.operator.status.ReadyPods;
import dev.sluice.operator.status.StatusBoard;
import dev.sluice.operator.status.StatusWriter;
import dev.sluice.operator.watch.Watch;
import dev.sluice.snapshot.id.ServicePort;
import dev.sluice.snapshot.route.Endpoints;
import dev.sluice.snapshot.route.Fleet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One replica: watch → compile → push → status. Lives on whether the API server does or not. */
public final class Operator implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Operator.class);
  private static final long LOOK_AT_CLOCK_MILLIS = TimeUnit.MINUTES.toMillis(1);

  private final Clock clock = Clock.systemUTC();

  /** A rollout of the data planes takes about as long for each pod. */
  private static final Duration STILL = Duration.ofSeconds(3);

  private static final Duration FIRST_PODS = Duration.ofSeconds(5);

  private final Vertx vertx;
  private final Measures measures;
  private final Watch watch;
  private final Compiler compiler;
  private final Assembler assembler;
  private final PushServer push;
  private final ReadyPods readyPods;
  private final StatusBoard statuses;
  private final FleetSize fleetSize;
  private final StatusWriter statusWriter;
  private final Leadership leadership;
  private final Affinity affinity;
  private final Admin admin;
  private final Set<ServicePort> served = ConcurrentHashMap.newKeySet();
  private volatile @Nullable Compilation compilation;
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile boolean pushOpen;

  private Operator(OperatorConfig config, Leadership.Term term, KubernetesClient client) {
    PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    this.vertx = Vertx.vertx();
    this.measures = new Measures(meters, this::leads);
    this.watch = new Watch(client, config.fleet(), config.readable(), measures::waited);
    this.compiler = new Compiler(clock);
    DataPlanes dataPlanes = new DataPlanes();
    this.push =
        new PushServer(
            vertx,
            new PushOptions(config.pushPort(), config.fleet().fleet()),
            certificate(config, client, clock),
            new TokenReviews(
                client,
                config.tokenAudience(),
                config.namespace(),
                config.dataPlaneServiceAccount()),
            dataPlanes,
            meters);
    this.assembler = new Assembler(this::publish);
    this.readyPods =
        new ReadyPods(client, config.namespace(), config.dataPlaneService(), this::statusChanged);
    this.statuses = new StatusBoard(dataPlanes, readyPods::names, served::contains, clock);
    this.fleetSize =
        new FleetSize(() -> statuses.ready().size(), n -> assembler.fleet(new Fleet(n)), STILL);
    this.statusWriter =
        new StatusWriter(
            client,
            statuses,
            config.fleet().fleet(),
            config.pod(),
            () -> readyPods.synced() && compilation != null,
            measures::statusWritten);
    dataPlanes.listen(() -> dataPlanesChanged(dataPlanes.current()));
    this.leadership = new Leadership(client, term, this::leader);
    this.affinity =
        new Affinity(new AffinitySecret(client, config.namespace(), config.affinitySecret()));
    this.admin = new Admin(vertx, meters, this::missing);
  }

  /** Starts and returns once the admin port is open; the rest comes when it can. */
  public static Operator start(OperatorConfig config, KubernetesClient client) {
    return start(
        config, new Leadership.Term(config.namespace(), config.lease(), config.pod()), client);
  }

  /**
   * @param term times other than those of every installation, for tests
   */
  public static Operator start(
      OperatorConfig config, Leadership.Term term, KubernetesClient client) {
    Operator operator = new Operator(config, term, client);
    await(operator.admin.listen(config.adminPort()));
    operator
        .push
        .start()
        .onSuccess(v -> operator.pushOpen = true)
        .onFailure(e -> LOG.error("the push port does not open", e));
    operator.readyPods.start();
    operator.watch.start(operator::compile, operator::endpoints);
    operator.leadership.start();
    // A look, not a timer for the moment: clocks are set, and machines sleep.
    operator.vertx.setPeriodic(LOOK_AT_CLOCK_MILLIS, id -> operator.look());
    LOG.info(
        "operator {} of fleet {} runs; admin port {}",
        config.pod(),
        config.fleet().fleet(),
        operator.adminPort());
    return operator;
  }

  public int adminPort() {
    return admin.port();
  }

  public int pushPort() {
    return push.port();
  }

  public boolean leads() {
    return leadership.leading();
  }

  /** What is still missing before this replica can do its work; empty: nothing. */
  public Optional<String> missing() {
    if (compilation == null) {
      return Optional.of("nothing compiled yet: the API server has not answered every list");
    }
    return pushOpen ? Optional.empty() : Optional.of("the push port is not open yet");
  }

  /** The lease first, so that another replica leads while this one goes. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    leadership.close();
    statusWriter.close();
    watch.close();
    fleetSize.close();
    readyPods.close();
    await(push.close().recover(e -> Future.succeededFuture()));
    await(vertx.close());
  }

  private void compile(Inputs inputs) {
    Compilation next = measures.compiling(() -> compiler.compile(inputs, compilation));
    if (compilation == null) {
      // Data planes that take their number for one would each let through what is meant for all.
      readyPods.await(FIRST_PODS);
      fleetSize.begin();
    }
    assembler.compiled(affinity.entries(next), next.servicePorts());
    compilation = next;
    statuses.compiled(next);
    statusWriter.changed();
  }

  private void look() {
    @Nullable Compilation latest = compilation;
    if (latest == null) {
      return;
    }
    if (latest.stale(clock.instant())) {
      watch.again();
    }
    if (latest.remembers()) {
      vertx
          .executeBlocking(affinity::read, false)
          .onSuccess(
              changed -> {
                if (changed) {
                  watch.again();
                }
              });
    }
  }

  private void endpoints(Collection<Endpoints> changed) {
    assembler.endpoints(changed);
    boolean turned = false;
    for (Endpoints now : changed) {
      if (now.endpoints().isEmpty() ? served.remove(now.id()) : served.add(now.id())) {
        statuses.turned(now.id());
        turned = true;
      }
    }
    if (turned) {
      statusWriter.changed();
    }
  }

  private void publish(Publication publication) {
    measures.published(publication.snapshot());
    push.publish(publication);
  }

  private void leader(boolean leads) {
    push.leader(leads);
    statusWriter.leader(leads);
  }

  private void statusChanged() {
    dataPlanesChanged(false);
  }

  private void dataPlanesChanged(boolean current) {
    push.zones(readyPods.zones());
    fleetSize.changed();
    if (current) {
      measures.acked();
      statusWriter.settled();
    } else {
      statusWriter.changed();
    }
  }

  private static PushCertificate certificate(
      OperatorConfig config, KubernetesClient client, Clock clock) {
    OperatorConfig.Certificate wanted = config.certificate();
    @Nullable Path folder = wanted.folder();
    return folder != null
        ? PushCertificate.given(folder)
        : PushCertificate.own(
            client,
            new PushCertificate.Names(
                config.namespace(), wanted.secret(), wanted.configMap(), wanted.dnsNames()),
            clock);
  }

  private static void await(Future<?> future) {
    try {
      future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }
}
