package dev.sluice.e2e.fleet;

import dev.sluice.crds.kube.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** A backend and where it is. */
record Backend(String name, String address, int port, Program program) implements AutoCloseable {
  static Backend of(Path folder, String name, String address) {
    int port = Ports.free();
    return new Backend(
        name,
        address,
        port,
        new Program(
            folder.resolve(name + ".log"),
            BackendMain.class,
            Map.of(),
            name,
            Integer.toString(port)));
  }

  /** As an endpoint is written in a data plane's snapshot. */
  String place() {
    return address + ":" + port;
  }

  void awaitReady() {
    Await.until(
        name + " listens",
        Duration.ofSeconds(20),
        () -> Connection.once(port, "localhost", "/").status() == 200);
  }

  /**
   * The address that this machine has towards others, as an EndpointSlice may not hold one of
   * loopback. Not just any: that of a bridge may go while a test runs.
   */
  static Optional<String> addressOfThisMachine() {
    // Nothing is sent: the kernel only looks for the way.
    try (DatagramSocket towards = new DatagramSocket()) {
      towards.connect(new InetSocketAddress("203.0.113.1", 9));
      InetAddress address = towards.getLocalAddress();
      return address.isAnyLocalAddress() || address.isLoopbackAddress()
          ? Optional.empty()
          : Optional.of(address.getHostAddress());
    } catch (IOException | UncheckedIOException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    program.close();
  }
}
