package dev.sluice.dataplane.store;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** A real server on loopback: Redis or, where there is only that, Valkey. */
public final class RedisServer implements AutoCloseable {
  public final int port;
  private final Path folder;
  private final List<String> command = new ArrayList<>();
  private Process process;

  /** Skips the test where no server is installed. */
  public RedisServer(String... options) throws IOException {
    this(freePort(), options);
  }

  RedisServer(int port, String... options) throws IOException {
    this.port = port;
    this.folder = Files.createTempDirectory("sluice-redis");
    command.add(binary());
    command.addAll(List.of("--port", Integer.toString(port), "--bind", "127.0.0.1"));
    command.addAll(List.of("--save", "", "--appendonly", "no", "--dir", folder.toString()));
    command.addAll(Arrays.asList(options));
    start();
  }

  private RedisServer(int port, List<String> command, Path folder) throws IOException {
    this.port = port;
    this.folder = folder;
    this.command.addAll(command);
    start();
  }

  /**
   * A sentinel that watches a master by the name of main, and does not wait long.
   *
   * @param file that it writes into
   */
  public static RedisServer sentinel(RedisServer master, Path file) throws IOException {
    Assumptions.assumeTrue(binary().endsWith("redis-server"), "needs redis-server");
    int port = freePort();
    Path folder = Files.createTempDirectory("sluice-sentinel");
    Files.writeString(
        file,
        """
        port %d
        bind 127.0.0.1
        sentinel monitor main 127.0.0.1 %d 1
        sentinel down-after-milliseconds main 500
        sentinel failover-timeout main 3000
        """
            .formatted(port, master.port));
    return new RedisServer(port, List.of(binary(), file.toString(), "--sentinel"), folder);
  }

  static String binary() {
    String found =
        Stream.of("redis-server", "valkey-server")
            .flatMap(
                name ->
                    Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                        .map(place -> Path.of(place, name)))
            .filter(Files::isExecutable)
            .map(Path::toString)
            .findFirst()
            .orElse("");
    Assumptions.assumeFalse(found.isEmpty(), "neither redis-server nor valkey-server in PATH");
    return found;
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  public void start() throws IOException {
    process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (true) {
      try {
        String answer = say("PING");
        if (answer.startsWith("+PONG") || answer.startsWith("-NOAUTH")) {
          return;
        }
      } catch (IOException e) {
        // not yet
      }
      if (!process.isAlive() || System.nanoTime() > deadline) {
        throw new IOException("no server:\n" + Files.readString(folder.resolve("log")));
      }
      LockSupport.parkNanos(5_000_000);
    }
  }

  public String url() {
    return "redis://127.0.0.1:" + port;
  }

  /** One command, inline; the first part of what it answers. */
  public String say(String line) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", port), 500);
      socket.setSoTimeout(2_000);
      socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
      InputStream in = socket.getInputStream();
      byte[] bytes = new byte[65_536];
      int length = in.read(bytes);
      return length < 0 ? "" : new String(bytes, 0, length, StandardCharsets.UTF_8);
    }
  }

  public void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  public void pause() throws Exception {
    signal("STOP");
  }

  public void resume() throws Exception {
    signal("CONT");
  }

  private void signal(String name) throws Exception {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  @Override
  public void close() throws IOException {
    kill();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
