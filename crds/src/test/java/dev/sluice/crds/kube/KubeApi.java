package dev.sluice.crds.kube;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * etcd and kube-apiserver on loopback: enough for CRDs, CEL, status, leases, TokenRequest and
 * TokenReview. There are no controllers: nothing makes EndpointSlices, ServiceAccounts or Pods
 * unless the test does.
 */
public final class KubeApi implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(90);
  private static final String TOKEN = "test-admin";

  private final Binaries binaries;
  private final Path folder;
  private final int etcdPort;
  private final int port;
  private final Process etcd;
  private Process apiServer;

  private KubeApi(Binaries binaries, Path folder, int etcdPort, int peerPort, int port)
      throws IOException {
    this.binaries = binaries;
    this.folder = folder;
    this.etcdPort = etcdPort;
    this.port = port;
    String client = "http://127.0.0.1:" + etcdPort;
    String peer = "http://127.0.0.1:" + peerPort;
    this.etcd =
        run(
            "etcd",
            List.of(
                "--data-dir=" + folder.resolve("etcd"),
                "--listen-client-urls=" + client,
                "--advertise-client-urls=" + client,
                "--listen-peer-urls=" + peer,
                "--initial-advertise-peer-urls=" + peer,
                "--initial-cluster=default=" + peer,
                // What a test stores need not outlive it.
                "--unsafe-no-fsync"));
    this.apiServer = runApiServer();
  }

  /**
   * Starts an empty cluster, which takes about 6 s. A test class says {@link NeedsKubeApi}, to be
   * skipped where the binaries are missing.
   */
  public static KubeApi start() {
    Binaries binaries =
        Binaries.ofEnvironment().orElseThrow(() -> new IllegalStateException(Binaries.MISSING));
    try {
      Path folder = Files.createTempDirectory("sluice-kube");
      writeIdentity(folder);
      List<Integer> ports = freePorts(3);
      KubeApi api = new KubeApi(binaries, folder, ports.get(0), ports.get(1), ports.get(2));
      Files.writeString(api.kubeconfigFile(), api.kubeconfig());
      try {
        api.awaitReady();
      } catch (RuntimeException e) {
        api.close();
        throw e;
      }
      return api;
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException("the API server did not start", e);
    }
  }

  /** Address of the API server. */
  public String url() {
    return "https://127.0.0.1:" + port;
  }

  /** A kubeconfig of a cluster admin, as for {@code Config.fromKubeconfig}. */
  public String kubeconfig() {
    return """
        apiVersion: v1
        kind: Config
        current-context: test
        contexts: [{name: test, context: {cluster: test, user: admin, namespace: default}}]
        clusters: [{name: test, cluster: {server: "%s", certificate-authority: "%s"}}]
        users: [{name: admin, user: {token: %s}}]
        """
        .formatted(url(), folder.resolve("certs/apiserver.crt"), TOKEN);
  }

  /** The same, as a file for KUBECONFIG. */
  public Path kubeconfigFile() {
    return folder.resolve("kubeconfig");
  }

  /** kubectl, as a user types it. */
  public Kubectl kubectl() {
    return new Kubectl(binaries.path("kubectl"), kubeconfigFile());
  }

  /** Ends the API server as a crash would; what etcd holds stays. */
  public void stopApiServer() {
    end(apiServer.destroyForcibly());
  }

  /** Starts the API server again, at the same address, and waits until it is ready. */
  public void startApiServer() {
    try {
      apiServer = runApiServer();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    awaitReady();
  }

  @Override
  public void close() {
    apiServer.destroy();
    end(apiServer);
    etcd.destroy();
    end(etcd);
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private Process runApiServer() throws IOException {
    return run(
        "kube-apiserver",
        List.of(
            "--etcd-servers=http://127.0.0.1:" + etcdPort,
            "--bind-address=127.0.0.1",
            "--advertise-address=127.0.0.1",
            "--secure-port=" + port,
            "--cert-dir=" + folder.resolve("certs"),
            "--service-cluster-ip-range=10.96.0.0/16",
            "--authorization-mode=RBAC",
            "--token-auth-file=" + folder.resolve("tokens.csv"),
            "--service-account-issuer=https://kubernetes.default.svc.cluster.local",
            "--service-account-key-file=" + folder.resolve("sa.key"),
            "--service-account-signing-key-file=" + folder.resolve("sa.key"),
            // Nobody makes the default ServiceAccount, which each Pod would otherwise have to have.
            "--disable-admission-plugins=ServiceAccount",
            "--enable-priority-and-fairness=false"));
  }

  private Process run(String program, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(binaries.path(program)));
    command.addAll(arguments);
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log(program).toFile()))
        .start();
  }

  private Path log(String program) {
    return folder.resolve(program + ".log");
  }

  private void awaitReady() {
    Await.until(
        "kube-apiserver is ready; see " + log("kube-apiserver"),
        START,
        () -> {
          if (!apiServer.isAlive()) {
            throw new IllegalStateException(Files.readString(log("kube-apiserver")));
          }
          return kubectl().run("get", "--raw", "/readyz").ok()
              && kubectl().run("get", "namespace", "default").ok();
        });
  }

  private static void end(Process process) {
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private static void writeIdentity(Path folder) throws IOException, GeneralSecurityException {
    Files.writeString(folder.resolve("tokens.csv"), TOKEN + ",admin,admin,system:masters\n");
    KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
    rsa.initialize(2048);
    String key =
        Base64.getMimeEncoder(64, new byte[] {'\n'})
            .encodeToString(rsa.generateKeyPair().getPrivate().getEncoded());
    Files.writeString(
        folder.resolve("sa.key"),
        "-----BEGIN PRIVATE KEY-----\n" + key + "\n-----END PRIVATE KEY-----\n");
  }

  private static List<Integer> freePorts(int count) throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    List<Integer> ports = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ServerSocket socket = new ServerSocket(0);
      sockets.add(socket);
      ports.add(socket.getLocalPort());
    }
    for (ServerSocket socket : sockets) {
      socket.close();
    }
    return ports;
  }
}
