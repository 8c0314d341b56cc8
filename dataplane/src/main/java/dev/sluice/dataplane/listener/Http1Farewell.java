package dev.sluice.dataplane.listener;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import java.util.concurrent.TimeUnit;

/**
 * How a connection of HTTP/1.1 ends without losing an answer (RFC 9112 §9.6): by halves. Where ours
 * is closed first, what the client still sends is passed over until it closes as well, lest a reset
 * overtake our last words. Where the client's is closed first, it still gets the answers to what it
 * has asked; that it is not there at all shows when we write for the second time.
 */
final class Http1Farewell {
  private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(2);

  /**
   * How long after a client has closed its half we look whether it is there, how long after that,
   * and from then on.
   */
  private static final long[] PROBE_NANOS = {
    TimeUnit.SECONDS.toNanos(1), TimeUnit.SECONDS.toNanos(1), TimeUnit.SECONDS.toNanos(10)
  };

  private final ChannelHandlerContext context;
  private final Http1Output output;

  /** Under TLS neither side is closed alone. */
  private final boolean tls;

  private boolean clientClosed;
  private long probeDue;
  private int probes;
  private boolean begun;
  private long since;
  private boolean said;

  Http1Farewell(ChannelHandlerContext context, Http1Output output, boolean tls) {
    this.context = context;
    this.output = output;
    this.tls = tls;
  }

  // ---- the client's half

  /** The client has closed it. */
  void clientCloses(long now) {
    clientClosed = true;
    probeDue = now + PROBE_NANOS[0];
  }

  /** Whether nothing more comes. */
  boolean clientClosed() {
    return clientClosed;
  }

  /** Writes what tells whether a client that waits, with its half closed, has left altogether. */
  void probe(long now) {
    if (clientClosed && now - probeDue > 0) {
      probes = Math.min(probes + 1, PROBE_NANOS.length - 1);
      probeDue = now + PROBE_NANOS[probes];
      output.sayContinue();
    }
  }

  // ---- ours

  /** Nothing more is written: closes our half when all that was written is sent. */
  void begin(long now) {
    begun = true;
    since = now;
    output.whenSent(
        () -> {
          said = true;
          if (!clientClosed && !tls && context.channel() instanceof DuplexChannel duplex) {
            duplex.shutdownOutput();
            context.read();
          } else {
            context.close();
          }
        });
  }

  boolean begun() {
    return begun;
  }

  /** Closes it all, where both have said their last. */
  void closeIfOver() {
    if (said && clientClosed) {
      context.close();
    }
  }

  /** Does not wait for ever for a client to close as well. */
  void tick(long now) {
    if (begun && now - since > LINGER_NANOS) {
      context.close();
    }
  }
}
