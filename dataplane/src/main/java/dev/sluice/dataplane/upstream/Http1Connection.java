package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.codec.HeadScanner;
import dev.sluice.dataplane.codec.Refusal;
import dev.sluice.dataplane.codec.Unread;
import dev.sluice.dataplane.exchange.HeaderSection;
import dev.sluice.dataplane.exchange.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.jspecify.annotations.Nullable;

/**
 * One connection to an endpoint that speaks HTTP/1.1 (RFC 9112), and the request that is under way
 * on it. Reads only when somebody wants the bytes; while it is idle, to see the peer close.
 */
final class Http1Connection extends ChannelInboundHandlerAdapter {
  private static final int MOST_HEAD = 64 << 10;

  /** What stands in a response head; read before the next one comes. */
  final ResponseHead head = new ResponseHead(0, new HeaderSection());

  final Http1ResponseHead parser = new Http1ResponseHead(head);
  final HeadScanner scanner = new HeadScanner(MOST_HEAD, MOST_HEAD);

  private final Http1Pool pool;
  private final int age;
  private ChannelHandlerContext context;
  private Http1Output output;
  private final Unread input = new Unread();
  private @Nullable Http1Attempt current;
  private long idleSince;
  private boolean reading = true;
  private boolean pumping;
  private boolean gone;

  @SuppressWarnings("NullAway.Init") // the context comes with handlerAdded
  Http1Connection(Http1Pool pool, int age) {
    this.pool = pool;
    this.age = age;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
    output = new Http1Output(ctx);
  }

  /** How often the pool had been renewed when it was made. */
  int age() {
    return age;
  }

  void idleSince(long now) {
    idleSince = now;
  }

  long idleSince() {
    return idleSince;
  }

  /**
   * Begins a request.
   *
   * @param used whether the connection has served before, and may have been closed meanwhile
   */
  void send(Try of, boolean used) {
    Http1Attempt attempt = new Http1Attempt(this, of, used);
    current = attempt;
    of.attempt(attempt);
    attempt.send();
    flow();
  }

  /** Towards the endpoint. */
  Http1Output output() {
    return output;
  }

  // ---- from the endpoint

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    input.add(ctx.alloc(), (ByteBuf) message);
    pump();
    input.trim();
  }

  /** Reads, or holds the peer back. Only a change costs a system call. */
  private void flow() {
    Http1Attempt attempt = current;
    boolean wanted = attempt == null || attempt.flows();
    if (wanted != reading && !gone) {
      reading = wanted;
      context.channel().config().setAutoRead(wanted);
    }
  }

  /** Goes as far as the bytes and their taker allow. */
  void pump() {
    if (pumping) {
      return;
    }
    pumping = true;
    try {
      deliver();
    } finally {
      pumping = false;
    }
    flow();
  }

  /** As {@link #pump()}, for whoever is called from within it and wants what is there at once. */
  void deliver() {
    while (true) {
      Http1Attempt attempt = current;
      if (attempt == null) {
        if (input.any()) {
          // Nobody has asked for this: whose answer it is nobody can say.
          close();
        }
        return;
      }
      try {
        if (!attempt.step(input.bytes())) {
          if (gone && current == attempt && attempt.flows()) {
            abandon();
            attempt.closed();
          }
          return;
        }
      } catch (Refusal refusal) {
        current = null;
        close();
        attempt.invalid();
        return;
      }
    }
  }

  // ---- the end

  /** The current request is over. */
  void over(boolean reusable) {
    current = null;
    if (reusable && !gone && !input.any()) {
      pool.give(this);
    } else {
      close();
    }
  }

  /** Gives up the current request, and the connection with it. */
  void abandon() {
    current = null;
    close();
  }

  void close() {
    if (gone) {
      input.drop();
    } else {
      // What was written last is not to be lost: a tunnel's client may leave with its last words.
      context.flush();
      context.close();
    }
  }

  boolean usable() {
    return !gone && context.channel().isActive();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    Http1Attempt attempt = current;
    if (attempt != null && ctx.channel().isWritable()) {
      attempt.writable();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (gone) {
      return;
    }
    gone = true;
    pool.closed();
    if (current == null) {
      pool.forget(this);
    }
    // What was read before may not have been taken yet: then the end waits for its turn.
    pump();
    if (current == null) {
      close();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ConnectionErrors.note(cause);
    Http1Attempt attempt = current;
    if (cause instanceof java.io.IOException && attempt != null && ctx.channel().isActive()) {
      // Perhaps only our writing failed, and the answer to what had been written is on its way.
      attempt.sendingFailed();
    } else {
      ctx.close();
    }
  }
}
