package dev.sluice.dataplane.listener;

import dev.sluice.dataplane.codec.KnownTexts;
import dev.sluice.dataplane.exchange.CertificateFields;
import dev.sluice.dataplane.exchange.Exchange;
import dev.sluice.dataplane.exchange.TrustedProxies;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the connections of one event loop share: the request handler, the date of this second, and
 * one coarse timer that looks at all of them once a second.
 */
final class Loop {
  /** A connection that the timer looks at. */
  interface Ticked {
    void tick(long now);

    /** Tells the client to go elsewhere; serves on for as long as it does not. */
    void drain();

    /** Ends as soon as nothing is under way. */
    void end(long now);

    /** Ends now; tells the client where the protocol of what is under way has words for that. */
    void cut();
  }

  private static final Logger LOG = LoggerFactory.getLogger(Loop.class);

  final EventLoop executor;
  private final Requests requests;
  final Limits limits;
  final TrustedProxies trusted;
  final FreeHeads heads = new FreeHeads();
  final KnownTexts texts = new KnownTexts();
  private final Set<Ticked> connections = new HashSet<>();
  private byte[] date;
  private boolean draining;
  private boolean ending;

  Loop(EventLoop executor, Requests requests, ListenerOptions options) {
    this.executor = executor;
    this.requests = requests;
    this.limits = options.limits();
    this.trusted = options.trusted();
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

  /** Whether connections end as soon as they can, rather than when their client likes. */
  boolean ending() {
    return ending;
  }

  /** A bug in what a request runs through is that request's alone. */
  void handle(Exchange exchange) {
    CertificateFields.strip(exchange.request().headers());
    try {
      requests.handle(exchange);
    } catch (RuntimeException e) {
      exchange.bug(e);
    }
  }

  void add(Ticked connection) {
    connections.add(connection);
  }

  void remove(Ticked connection) {
    connections.remove(connection);
  }

  Runnable after(long millis, Runnable task) {
    ScheduledFuture<?> timer = executor.schedule(task, millis, TimeUnit.MILLISECONDS);
    return () -> timer.cancel(false);
  }

  void drain() {
    draining = true;
    each(Ticked::drain);
  }

  void end() {
    ending = true;
    long now = System.nanoTime();
    each(connection -> connection.end(now));
  }

  void cut() {
    each(Ticked::cut);
  }

  private void tick() {
    date = now();
    long now = System.nanoTime();
    each(connection -> connection.tick(now));
  }

  /** A timer that has thrown would never run again, for any connection. */
  private void each(Consumer<Ticked> what) {
    for (Ticked connection : List.copyOf(connections)) {
      try {
        what.accept(connection);
      } catch (RuntimeException e) {
        LOG.error("a connection's timer: a bug", e);
      }
    }
  }

  private static byte[] now() {
    return HttpDate.of(System.currentTimeMillis() / 1000);
  }
}
