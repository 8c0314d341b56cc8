package dev.sluice.dataplane.main;

import dev.sluice.snapshot.upstream.Endpoint;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Asks a data plane as clients and a kubelet do, and answers it as backends do. */
final class TrainingTraffic {
  private static final int REQUESTS = 3_000;
  private static final byte[] ANSWER =
      ("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 1024\r\n\r\n"
              + "x".repeat(1024))
          .getBytes(StandardCharsets.US_ASCII);

  private final ServerSocket backend;

  TrainingTraffic() throws IOException {
    backend = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    daemon("training-backend", this::serve);
  }

  /** Where it answers. */
  Endpoint backend() {
    return new Endpoint(InetAddress.getLoopbackAddress().getHostAddress(), backend.getLocalPort());
  }

  /** Asks in the background, and ends the process when all is answered. */
  void askAndExit(DataPlane plane) {
    daemon(
        "training-client",
        () -> {
          ask(plane);
          Runtime.getRuntime().exit(0);
        });
  }

  private static void ask(DataPlane plane) throws IOException {
    try (Asking kubelet = new Asking(plane.adminPort())) {
      for (int n = 0; n < 20; n++) {
        kubelet.get("/ready", "localhost");
      }
      kubelet.get("/metrics", "localhost");
    }
    try (Asking client = new Asking(plane.httpPort())) {
      for (int n = 0; n < REQUESTS; n++) {
        client.get("/api/service-" + n + (n % 3 == 0 ? "/health" : "/things/1?page=2"), host(n));
      }
    }
  }

  /** What {@link Training} has a route for. */
  private static String host(int n) {
    return n % 2 == 0 ? "training.test" : "host-" + n + ".training.test";
  }

  private void serve() throws IOException {
    while (true) {
      Socket connection = backend.accept();
      daemon(
          "training-connection",
          () -> {
            try (connection) {
              InputStream in = new BufferedInputStream(connection.getInputStream());
              while (passHead(in) >= 0) {
                connection.getOutputStream().write(ANSWER);
              }
            }
          });
    }
  }

  /** Reads on until a head is over; its Content-Length, 0 without one, -1: the end. */
  private static int passHead(InputStream in) throws IOException {
    int length = 0;
    for (String line = line(in); line != null; line = line(in)) {
      if (line.isEmpty()) {
        return length;
      }
      if (line.regionMatches(true, 0, "content-length: ", 0, 16)) {
        length = Integer.parseInt(line.substring(16));
      }
    }
    return -1;
  }

  private static @org.jspecify.annotations.Nullable String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next >= 0; next = in.read()) {
      if (next == '\n') {
        return line.toString();
      }
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return null;
  }

  private static void daemon(String name, Task task) {
    Thread thread =
        new Thread(
            () -> {
              try {
                task.run();
              } catch (IOException e) {
                // The other side has ended.
              }
            },
            name);
    thread.setDaemon(true);
    thread.start();
  }

  private interface Task {
    void run() throws IOException;
  }

  /** One connection. */
  private record Asking(Socket socket, InputStream in) implements AutoCloseable {
    Asking(int port) throws IOException {
      this(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    private Asking(Socket socket) throws IOException {
      this(socket, new BufferedInputStream(socket.getInputStream()));
    }

    void get(String path, String host) throws IOException {
      String head =
          "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nUser-Agent: training\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      in.skipNBytes(Math.max(0, passHead(in)));
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
