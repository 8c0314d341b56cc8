package dev.sluice.dataplane.listener;

import io.netty.channel.Channel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.ssl.SslHandler;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/**
 * How a connection of HTTP/2 ends without losing a request (RFC 9113 §6.8). The client is asked to
 * go, while whatever it opens is still served; when it has answered a PING, and so knows, it is
 * told which stream was the last; when those are over, the connection is closed by the client, or
 * by us if it does not: what it has sent and nobody has read would turn our close into a reset,
 * which takes with it what we have said last.
 */
final class Http2Farewell {
  private static final long PING = 0x736c75696365L;

  /** How long we wait for the client to answer, and then for it to close. */
  private static final long PATIENCE_MILLIS = 1_000;

  private enum Step {
    NONE,
    /** It is asked to go. */
    ASKED,
    /** It knows. */
    KNOWN,
    /** It is told that it opens no more streams. */
    TOLD,
    /** All is said. */
    CLOSING
  }

  private final Channel channel;
  private final Http2Output output;
  private final IntSupplier lastStream;
  private final BooleanSupplier over;
  private final long quietMillis;
  private final long since = System.nanoTime();
  private Step step = Step.NONE;
  private long closingSince;
  private boolean used;
  private boolean askDue;
  private boolean endDue;

  /**
   * @param lastStream the last one that the client has opened
   * @param over whether no stream is under way
   * @param quietMillis how long one that has not asked for anything may still do so
   */
  Http2Farewell(
      Channel channel,
      Http2Output output,
      IntSupplier lastStream,
      BooleanSupplier over,
      long quietMillis) {
    this.channel = channel;
    this.output = output;
    this.lastStream = lastStream;
    this.over = over;
    this.quietMillis = quietMillis;
  }

  /** A stream has begun. */
  void used() {
    used = true;
    if (askDue) {
      ask();
    }
  }

  /** Asks the client to go elsewhere. */
  void ask() {
    askDue = false;
    if (step == Step.NONE) {
      step = Step.ASKED;
      output.goAway(Integer.MAX_VALUE, Http2Error.NO_ERROR);
      output.ping(PING, false);
      after(PATIENCE_MILLIS, this::known);
    }
  }

  /**
   * Asks as soon as a stream has begun. A client that has only just connected has a request that
   * waits for the connection: asked to go before it could send that, some never do.
   */
  void askWhenUsed() {
    if (used) {
      ask();
    } else {
      askDue = true;
    }
  }

  /** The answer to a PING; says whether it was about this. */
  boolean took(long content) {
    boolean ours = content == PING && step != Step.NONE;
    if (ours) {
      known();
    }
    return ours;
  }

  private void known() {
    if (step == Step.ASKED) {
      step = Step.KNOWN;
      if (endDue) {
        tell();
      }
    }
  }

  /** Ends the connection as soon as may be. */
  void end() {
    if (endDue) {
      return;
    }
    endDue = true;
    if (step == Step.KNOWN) {
      tell();
    } else {
      long age = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since);
      if (used || age >= quietMillis) {
        ask();
      } else {
        askDue = true;
        after(quietMillis - age, this::ask);
      }
    }
  }

  /** Ends it without waiting for what the client does not yet know. */
  void cut() {
    endDue = true;
    if (step.compareTo(Step.TOLD) < 0) {
      tell();
    } else {
      streamOver();
    }
  }

  private void tell() {
    step = Step.TOLD;
    output.goAway(lastStream.getAsInt(), Http2Error.NO_ERROR);
    streamOver();
  }

  /** Whether streams that end now may be the last. */
  boolean told() {
    return step.compareTo(Step.TOLD) >= 0;
  }

  /** Closes when nothing is under way any more. */
  void streamOver() {
    if (step == Step.TOLD && over.getAsBoolean()) {
      step = Step.CLOSING;
      closingSince = System.nanoTime();
      output.whenSent(this::close);
    }
  }

  /** Gives up on a client that does not take what we have said last. */
  void tick(long now, long idleMillis) {
    if (step == Step.CLOSING && TimeUnit.NANOSECONDS.toMillis(now - closingSince) > idleMillis) {
      channel.close();
    }
  }

  private void close() {
    SslHandler tls = channel.pipeline().get(SslHandler.class);
    if (tls != null) {
      tls.closeOutbound();
    } else if (channel instanceof DuplexChannel duplex) {
      duplex.shutdownOutput();
    }
    after(PATIENCE_MILLIS, channel::close);
  }

  private void after(long millis, Runnable task) {
    channel
        .eventLoop()
        .schedule(
            () -> {
              if (channel.isActive()) {
                task.run();
              }
            },
            millis,
            TimeUnit.MILLISECONDS);
  }
}
