package dev.sluice.e2e.fleet;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;

/** Ports that stay the same while their program comes and goes. */
final class Ports {
  private static final int FIRST = 18_000;
  private static final int LAST = 32_000;
  private static final Set<Integer> GIVEN = new HashSet<>();

  /** Two runs on one machine begin at different places. */
  private static int next = FIRST + (int) (ProcessHandle.current().pid() * 97 % (LAST - FIRST));

  private Ports() {}

  /** Below those that the kernel gives to clients, who could else take it while nobody listens. */
  static synchronized int free() {
    while (GIVEN.size() < LAST - FIRST) {
      next = next + 1 < LAST ? next + 1 : FIRST;
      if (!GIVEN.add(next)) {
        continue;
      }
      try (ServerSocket socket = new ServerSocket(next)) {
        return socket.getLocalPort();
      } catch (IOException e) {
        // Somebody else's.
      }
    }
    throw new IllegalStateException("no port is free");
  }
}
