package dev.sluice.e2e.fleet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** One program in a JVM of its own, as an image runs it. It can be started again after its end. */
final class Program implements AutoCloseable {
  /** Many of them share few cores: quick to start, few threads. Others for measurements. */
  private static final String OPTIONS =
      System.getProperty("sluice.e2e.options", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx192m");

  private static final String JAVA_HOME =
      System.getProperty("sluice.e2e.java", System.getProperty("java.home"));

  private final Path log;
  private List<String> options;
  private final List<String> words;
  private final Map<String, String> environment;
  private String classPath = System.getProperty("java.class.path");
  private Process process;
  private boolean terminated;

  Program(Path log, Class<?> main, Map<String, String> environment, String... arguments) {
    this.log = log;
    this.environment = environment;
    String own = System.getProperty("sluice.e2e.options." + main.getSimpleName(), OPTIONS);
    this.options = List.of(own.split(" "));
    this.words = Stream.concat(Stream.of(main.getName()), Stream.of(arguments)).toList();
  }

  /**
   * Starts it from now on as the image that a checkout makes would.
   *
   * @param built holds files of lines: {@code classpath}, in its order, and {@code options}
   */
  void from(Path built) {
    try {
      classPath = String.join(":", Files.readAllLines(built.resolve("classpath")));
      options = Files.readAllLines(built.resolve("options"));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  void start() {
    if (process != null && ended(40).isEmpty()) {
      throw new IllegalStateException("it runs: " + log);
    }
    terminated = false;
    List<String> command = new ArrayList<>(List.of(Path.of(JAVA_HOME, "bin", "java").toString()));
    command.addAll(options);
    command.addAll(List.of("-cp", classPath));
    command.addAll(words);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** It runs, and nobody has asked it to end. */
  boolean alive() {
    return process != null && process.isAlive() && !terminated;
  }

  /** CPU time that it has used since it was started. */
  Duration cpu() {
    return process.toHandle().info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** SIGKILL: no time for anything. */
  void kill() {
    if (process != null) {
      process.destroyForcibly();
      ended(20);
    }
  }

  /** SIGTERM, as a kubelet ends a container; returns at once. */
  void terminate() {
    terminated = true;
    process.destroy();
  }

  /** The exit code; empty where it still runs after so many seconds. */
  OptionalInt ended(int seconds) {
    try {
      return process.waitFor(seconds, TimeUnit.SECONDS)
          ? OptionalInt.of(process.exitValue())
          : OptionalInt.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** It is there, keeps its connections, and does nothing. */
  void freeze() {
    signal("STOP");
  }

  void thaw() {
    signal("CONT");
  }

  private void signal(String name) {
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  String log() {
    try {
      return Files.exists(log) ? Files.readString(log) : "";
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    kill();
  }
}
