package dev.sluice.dataplane.main;

import dev.sluice.snapshot.upstream.Endpoint;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks a data plane as clients and a kubelet do, and answers it as backends do. Clients come and
 * leave, now and then in the middle: each way is taken a few times, so that its classes are loaded
 * and its call sites linked, and not so often that a compiler takes notice: what it does here, with
 * its second stage switched off, is for good.
 *
 * <p>By plain sockets: a library's client and server would be in the cache as well.
 */
final class TrainingTraffic {
  private static final int CLIENTS = 4;
  private static final int CONNECTIONS = 4;
  private static final int REQUESTS = 8;
  private static final byte[] ANSWER = answer("Content-Length: 1024", "x".repeat(1024));
  private static final byte[] LARGE = answer("Content-Length: 65536", "x".repeat(65_536));
  private static final byte[] CHUNKED =
      answer("Transfer-Encoding: chunked", "3e8\r\n" + "x".repeat(1000) + "\r\n0\r\n\r\n");

  private final ServerSocket backend;

  TrainingTraffic() throws IOException {
    backend = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    var unused = daemon("training-backend", this::serve);
  }

  /** Where it answers. */
  Endpoint backend() {
    return new Endpoint(InetAddress.getLoopbackAddress().getHostAddress(), backend.getLocalPort());
  }

  /**
   * Asks in the background, and ends the process when all is answered.
   *
   * @param operator is to be satisfied as well; null: there is none
   */
  void askAndExit(DataPlane plane, TrainingOperator.@Nullable Started operator) {
    var unused =
        daemon(
            "training-client",
            () -> {
              int status = 1;
              try {
                ask(plane, CONNECTIONS);
                status = operator == null || operator.satisfied() ? 0 : 1;
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              } finally {
                // What was learnt until then is kept all the same.
                Runtime.getRuntime().exit(status);
              }
            });
  }

  /** Until all that so many connections of each client have asked is answered. */
  static void ask(DataPlane plane, int connections) throws IOException {
    try (Asking kubelet = Asking.inClear(plane.adminPort())) {
      for (int n = 0; n < 20; n++) {
        kubelet.get("/ready", "localhost");
      }
      kubelet.get("/metrics", "localhost");
    }
    List<Thread> clients = new ArrayList<>();
    for (int n = 0; n < CLIENTS; n++) {
      int first = n * connections;
      int end = first + connections;
      clients.add(
          daemon(
              "training-client-" + n,
              () -> comeAndGo(() -> Asking.inClear(plane.httpPort()), first, end)));
    }
    if (plane.httpsPort() > 0) {
      // As many as are needed for the way to be known: a client of the JDK costs more than it
      // shows.
      clients.add(
          daemon(
              "training-client-tls",
              () -> comeAndGo(() -> Asking.overTls(plane.httpsPort()), 0, connections / 2)));
    }
    for (Thread client : clients) {
      try {
        client.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static void comeAndGo(Coming come, int first, int end) throws IOException {
    for (int n = first; n < end; n++) {
      try (Asking client = come.connected()) {
        for (int request = 0; request < REQUESTS; request++) {
          String path = "/api/service-" + n;
          switch ((n + request) % 8) {
            case 0 -> client.get(path + "/health", host(n));
            case 1 -> client.get(path + "/large", host(n));
            case 2 -> client.get(path + "/chunked", host(n));
            case 3 -> client.post(path + "/things/1", host(n), 10_000);
            case 4 -> client.get("/nowhere", "nobody.test");
            default -> client.get(path + "/things/1?page=2", host(n));
          }
        }
        if (n % 3 == 0) {
          client.leave("GET /api/service-1/things/1 HTTP/1.1\r\nHost: " + host(1) + "\r\n\r\n");
        } else if (n % 3 == 1) {
          client.get("/api/service-1", host(1) + "\r\nConnection: close");
        }
      }
    }
  }

  /** What {@link Training} has a route for. */
  private static String host(int n) {
    return n % 2 == 0 ? Training.TLS_HOST : "host-" + n + ".training.test";
  }

  private void serve() throws IOException {
    while (true) {
      Socket connection = backend.accept();
      var unused =
          daemon(
              "training-connection",
              () -> {
                try (connection) {
                  InputStream in = new BufferedInputStream(connection.getInputStream());
                  for (String asked = line(in); asked != null; asked = line(in)) {
                    in.skipNBytes(Math.max(0, passHead(in)));
                    connection.getOutputStream().write(answerTo(asked));
                  }
                }
              });
    }
  }

  private static byte[] answerTo(String requestLine) {
    return requestLine.contains("/large ")
        ? LARGE
        : requestLine.contains("/chunked ") ? CHUNKED : ANSWER;
  }

  private static byte[] answer(String framing, String body) {
    return ("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n" + framing + "\r\n\r\n" + body)
        .getBytes(StandardCharsets.US_ASCII);
  }

  /** Reads on until a head is over; its Content-Length, 0 without one, -1: chunked. */
  private static int passHead(InputStream in) throws IOException {
    int length = 0;
    for (String line = line(in); line != null; line = line(in)) {
      if (line.isEmpty()) {
        return length;
      }
      if (line.equalsIgnoreCase("transfer-encoding: chunked")) {
        length = -1;
      }
      if (line.regionMatches(true, 0, "content-length: ", 0, 16)) {
        length = Integer.parseInt(line.substring(16));
      }
    }
    throw new EOFException();
  }

  private static @Nullable String line(InputStream in) throws IOException {
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

  private static Thread daemon(String name, Task task) {
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
    return thread;
  }

  private interface Task {
    void run() throws IOException;
  }

  private interface Coming {
    Asking connected() throws IOException;
  }

  /** One connection. */
  private record Asking(Socket socket, InputStream in) implements AutoCloseable {
    static Asking inClear(int port) throws IOException {
      return new Asking(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    static Asking overTls(int port) throws IOException {
      return new Asking(TrainingTls.connected(port));
    }

    private Asking(Socket socket) throws IOException {
      this(socket, new BufferedInputStream(socket.getInputStream()));
      socket.setSoTimeout(10_000);
    }

    void get(String path, String host) throws IOException {
      say("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nUser-Agent: training\r\n\r\n");
      passAnswer();
    }

    void post(String path, String host, int bytes) throws IOException {
      say("POST " + path + " HTTP/1.1\r\nHost: " + host + "\r\n");
      say("Content-Type: text/plain\r\nContent-Length: " + bytes + "\r\n\r\n");
      say("x".repeat(bytes));
      passAnswer();
    }

    /** Asks, and does not wait for the answer. */
    void leave(String request) throws IOException {
      say(request);
      socket.setSoLinger(true, 0);
    }

    private void say(String text) throws IOException {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private void passAnswer() throws IOException {
      int length = passHead(in);
      if (length >= 0) {
        in.skipNBytes(length);
        return;
      }
      for (int chunk = -1; chunk != 0; ) {
        chunk = Integer.parseInt(String.valueOf(line(in)), 16);
        in.skipNBytes(chunk + 2);
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
