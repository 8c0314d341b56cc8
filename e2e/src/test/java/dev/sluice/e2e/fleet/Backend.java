package dev.sluice.e2e.fleet;

import dev.sluice.crds.kube.Await;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
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

  /** An address of this machine that an EndpointSlice may hold: those of loopback are refused. */
  static Optional<String> addressOfThisMachine() {
    try {
      return NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .filter(Inet4Address.class::isInstance)
          .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
          .map(InetAddress::getHostAddress)
          .findFirst();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    program.close();
  }
}
