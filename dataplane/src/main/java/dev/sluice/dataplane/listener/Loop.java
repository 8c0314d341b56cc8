package dev.sluice.dataplane.listener;

import io.netty.channel.EventLoop;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * What the connections of one event loop share: the request handler, the date of this second, and
 * one coarse timer that looks at all of them once a second.
 */
final class Loop {
  /** A connection that the timer looks at. */
  interface Ticked {
    void tick(long now);

    /** Takes no new request once the one under way is over. */
    void drain();
  }

  private static final DateTimeFormatter RFC_1123 =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", java.util.Locale.ROOT);

  final EventLoop executor;
  final Requests requests;
  final Limits limits;
  private final Set<Ticked> connections = new HashSet<>();
  private byte[] date;
  private boolean draining;

  Loop(EventLoop executor, Requests requests, Limits limits) {
    this.executor = executor;
    this.requests = requests;
    this.limits = limits;
    this.date = now();
  }

  void start() {
    executor.scheduleAtFixedRate(this::tick, 1, 1, TimeUnit.SECONDS);
  }

  /** Value of Date (RFC 9110 §6.6.1), to the second. */
  byte[] date() {
    return date;
  }

  boolean draining() {
    return draining;
  }

  void add(Ticked connection) {
    connections.add(connection);
  }

  void remove(Ticked connection) {
    connections.remove(connection);
  }

  void drain() {
    draining = true;
    List.copyOf(connections).forEach(Ticked::drain);
  }

  private void tick() {
    date = now();
    long now = System.nanoTime();
    List.copyOf(connections).forEach(connection -> connection.tick(now));
  }

  private static byte[] now() {
    return RFC_1123.format(ZonedDateTime.now(ZoneOffset.UTC)).getBytes(StandardCharsets.US_ASCII);
  }
}
