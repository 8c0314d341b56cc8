package dev.sluice.e2e.fleet;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;

/** Ports that stay the same while their program comes and goes. */
final class Ports {
  private static final Set<Integer> GIVEN = new HashSet<>();

  private Ports() {}

  /** Below those that the kernel gives to clients, who could else take it while nobody listens. */
  static synchronized int free() {
    for (int port = 18_000; port < 32_000; port++) {
      if (GIVEN.contains(port)) {
        continue;
      }
      try (ServerSocket socket = new ServerSocket(port)) {
        GIVEN.add(port);
        return socket.getLocalPort();
      } catch (IOException e) {
        // Somebody else's.
      }
    }
    throw new IllegalStateException("no port is free");
  }
}
