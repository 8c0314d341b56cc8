package dev.sluice.e2e.fleet;

import dev.sluice.crds.kube.Await;
import dev.sluice.operator.main.OperatorMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Operators, data planes and backends, each a process, with an API server. */
final class Fleet implements AutoCloseable {
  static final String NAMESPACE = "gateways";
  static final String SERVICE_ACCOUNT = "sluice-dataplane";
  static final String PUSH_NAME = "sluice-operator.gateways.svc";

  final Cluster cluster = new Cluster();
  final List<Operator> operators;
  final List<DataPlaneProcess> dataPlanes;
  final List<Backend> backends;
  private final Path folder;
  private final List<DataPlaneProcess> more = new ArrayList<>();
  private final AtomicInteger next = new AtomicInteger();
  private volatile List<DataPlaneProcess> ready = List.of();

  /** One replica. */
  record Operator(String pod, int pushPort, int adminPort, Program program) {
    boolean ready() throws IOException {
      return Connection.once(adminPort, "localhost", "/ready").status() == 200;
    }
  }

  /** Two operators, two data planes and three backends. */
  Fleet() {
    this(2, 2, 3);
  }

  /** So many of each, for measurements on few cores. */
  Fleet(int operatorCount, int dataPlaneCount, int backendCount) {
    try {
      folder = Files.createTempDirectory("sluice-fleet");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    operators = named("operator-", operatorCount, this::operator);
    String address = Backend.addressOfThisMachine().orElse("127.0.0.1");
    backends = named("b", backendCount, name -> Backend.of(folder, name, address));
    backends.forEach(backend -> backend.program().start());
    operators.forEach(operator -> operator.program().start());
    papers();
    dataPlanes = named("dataplane-", dataPlaneCount, pod -> dataPlane(pod, dialled()));
    whole();
  }

  private static <T> List<T> named(String prefix, int count, Function<String, T> make) {
    return IntStream.range(0, count).mapToObj(n -> make.apply(prefix + n)).toList();
  }

  private Operator operator(String pod) {
    int push = Ports.free();
    int admin = Ports.free();
    Map<String, String> environment =
        Map.of(
            "KUBECONFIG",
            cluster.api.kubeconfigFile().toString(),
            "POD_NAME",
            pod,
            "POD_NAMESPACE",
            NAMESPACE,
            // As an admin who allows it; without it, it is refused: golden case
            // external-name-not-allowed.
            "SLUICE_EXTERNAL_NAMES",
            "true",
            "SLUICE_PUSH_DNS_NAMES",
            PUSH_NAME,
            "SLUICE_PUSH_PORT",
            Integer.toString(push),
            "SLUICE_ADMIN_PORT",
            Integer.toString(admin));
    return new Operator(
        pod,
        push,
        admin,
        new Program(folder.resolve(pod + ".log"), OperatorMain.class, environment));
  }

  /** What a kubelet mounts from the ConfigMap that the operators make. */
  private void papers() {
    Await.until(
        "the operators publish their authority",
        Duration.ofSeconds(60),
        () -> {
          String authority =
              cluster
                  .client
                  .configMaps()
                  .inNamespace(NAMESPACE)
                  .withName("sluice-push-ca")
                  .get()
                  .getData()
                  .get("ca.crt");
          Files.writeString(folder.resolve("ca.crt"), authority);
          return true;
        });
  }

  private String dialled() {
    return operators.stream()
        .map(operator -> "127.0.0.1:" + operator.pushPort())
        .collect(Collectors.joining(","));
  }

  private DataPlaneProcess dataPlane(String pod, String dialled) {
    try {
      Path papers = Files.createDirectories(folder.resolve(pod + "-papers"));
      Files.createDirectories(folder.resolve(pod + "-state"));
      Files.copy(folder.resolve("ca.crt"), papers.resolve("ca.crt"));
      Files.writeString(papers.resolve("token"), cluster.tokenOf(pod));
      return DataPlaneProcess.of(
          folder,
          pod,
          papers,
          dialled,
          Map.of("SLUICE_DRAIN_DELAY", "1s", "SLUICE_DRAIN_TIMEOUT", "5s"));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** One more, which has never seen a snapshot. It is not started. */
  DataPlaneProcess another(String pod) {
    return another(pod, dialled());
  }

  /**
   * The same.
   *
   * @param dialled where it finds the operators
   */
  DataPlaneProcess another(String pod, String dialled) {
    DataPlaneProcess made = dataPlane(pod, dialled);
    more.add(made);
    return made;
  }

  /** Starts what does not run, and waits until all of it works, whatever a test left behind. */
  void whole() {
    operators.stream().map(Operator::program).filter(p -> !p.alive()).forEach(Program::start);
    dataPlanes.stream()
        .map(DataPlaneProcess::program)
        .filter(p -> !p.alive())
        .forEach(Program::start);
    backends.stream().map(Backend::program).filter(p -> !p.alive()).forEach(Program::start);
    backends.forEach(Backend::awaitReady);
    dataPlanes.forEach(DataPlaneProcess::awaitReady);
    for (Operator operator : operators) {
      Await.until(operator.pod() + " is ready", Duration.ofSeconds(60), operator::ready);
    }
    ready(dataPlanes.toArray(DataPlaneProcess[]::new));
    Await.until("an operator leads", Duration.ofSeconds(40), () -> leader().program().alive());
  }

  /** Ends operators and data planes, and starts others in their places. */
  void restart(Path built) {
    List<Program> programs =
        Stream.concat(
                operators.stream().map(Operator::program),
                dataPlanes.stream().map(DataPlaneProcess::program))
            .toList();
    programs.forEach(Program::terminate);
    programs.forEach(program -> program.ended(40));
    operators.forEach(each -> each.program().from(built.resolve("operator")));
    dataPlanes.forEach(each -> each.program().from(built.resolve("dataplane")));
    whole();
  }

  /** The replica that holds the lease. */
  Operator leader() {
    String holder = cluster.leader();
    return operators.stream().filter(each -> each.pod().equals(holder)).findFirst().orElseThrow();
  }

  Operator follower() {
    Operator leader = leader();
    return operators.stream().filter(each -> each != leader).findFirst().orElseThrow();
  }

  /** Makes exactly these the Ready ones, which is where new connections go. */
  void ready(Collection<DataPlaneProcess> pods) {
    ready(pods.toArray(DataPlaneProcess[]::new));
  }

  /** Makes exactly these the Ready ones, which is where new connections go. */
  void ready(DataPlaneProcess... pods) {
    cluster.ready(pods);
    ready = List.of(pods);
  }

  /** Port of a Ready data plane, one after another, as a Service balances connections. */
  int servicePort() {
    List<DataPlaneProcess> now = ready;
    return now.get(Math.floorMod(next.getAndIncrement(), now.size())).httpPort();
  }

  @Override
  public void close() {
    more.forEach(DataPlaneProcess::close);
    dataPlanes.forEach(DataPlaneProcess::close);
    operators.forEach(operator -> operator.program().close());
    backends.forEach(Backend::close);
    cluster.close();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
