package dev.sluice.dataplane.listener;

import dev.sluice.dataplane.codec.Refusal;
import dev.sluice.dataplane.codec.Unread;
import dev.sluice.dataplane.exchange.Client;
import dev.sluice.dataplane.exchange.FailureResponse;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One client connection that speaks HTTP/1.1 (RFC 9112). Reads only when somebody wants the bytes;
 * a request is parsed when the exchange before it is over.
 */
final class Http1Connection extends ChannelInboundHandlerAdapter implements Loop.Ticked {
  private final Loop loop;
  private final Client client;
  private final ListenerEvents events;

  /** Whether the peer is one that speaks for its clients. */
  private final boolean trusted;

  private final Http1Heads heads;
  private final Http1Turn turn;
  private final Unread input = new Unread();
  private ChannelHandlerContext context;
  private Http1Output output;
  private Http1Farewell farewell;

  /** When it came to rest. */
  private long since = System.nanoTime();

  private boolean reading = true;
  private boolean pumping;
  private boolean again;

  private boolean gone;

  @SuppressWarnings("NullAway.Init") // what needs the channel comes with handlerAdded
  Http1Connection(Loop loop, Client client, ListenerEvents events) {
    this.loop = loop;
    this.client = client;
    this.events = events;
    this.trusted = loop.trusted.trusts(client.address());
    this.heads = new Http1Heads(loop.limits);
    this.turn = new Http1Turn(this, loop, events);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
    output = new Http1Output(ctx, loop);
    farewell = new Http1Farewell(ctx, output, client.tls());
    loop.add(this);
    if (!client.tls()) {
      ctx.channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    }
    ctx.channel().config().setAutoRead(true);
  }

  Http1Output output() {
    return output;
  }

  Http1Turn turn() {
    return turn;
  }

  // ---- bytes from the client

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    if (!serves()) {
      bytes.release();
      return;
    }
    input.add(ctx.alloc(), bytes);
    pump();
    input.trim();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (gone) {
      ctx.fireChannelReadComplete();
      return;
    }
    output.flush();
    more();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent && !gone) {
      farewell.clientCloses(System.nanoTime());
      pump();
    }
    ctx.fireUserEventTriggered(event);
  }

  /**
   * Reads, or holds the client back; only a change costs a system call. Where bytes are wanted that
   * can no longer come, that is the end.
   */
  private void more() {
    if (gone) {
      return;
    }
    // While a client waits: to see it leave; what it sends ahead waits here and is not added to.
    boolean lingers = farewell.begun();
    boolean wanted = lingers || turn.over() || turn.wantsBytes() || (turn.waits() && !input.any());
    if (!farewell.clientClosed()) {
      if (wanted != reading) {
        reading = wanted;
        context.channel().config().setAutoRead(wanted);
      }
    } else if (!lingers && (turn.over() || (wanted && !turn.waits()))) {
      linger();
    } else {
      farewell.closeIfOver();
    }
  }

  /** Goes as far as the bytes and their takers allow. */
  void pump() {
    if (pumping) {
      again = true;
      return;
    }
    pumping = true;
    try {
      do {
        again = false;
        while (serves() && (turn.over() ? readHead() : turn.step(input.bytes()))) {}
      } while (again && serves());
    } catch (Refusal refusal) {
      refuse(refusal);
    } finally {
      pumping = false;
    }
    more();
  }

  private boolean serves() {
    return !gone && !farewell.begun();
  }

  private boolean readHead() {
    return switch (heads.next(input.bytes())) {
      case NOTHING -> false;
      case PREFACE -> {
        goOnWithHttp2(null);
        yield false;
      }
      case HEAD -> {
        Upgrade upgrade = client.tls() ? null : Upgrade.asked(heads.head);
        if (upgrade != null) {
          goOnWithHttp2(upgrade);
          yield false;
        }
        turn.begin(heads, trusted ? loop.trusted.client(client, heads.head.headers()) : client);
        yield true;
      }
    };
  }

  /** Hands the connection, and what was read of it, to its successor. */
  private void goOnWithHttp2(@Nullable Upgrade upgrade) {
    if (upgrade != null) {
      upgrade.answer(output.open());
      output.flush();
    }
    gone = true;
    loop.remove(this);
    context.channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, false);
    context.channel().config().setAutoRead(true);
    Http2Connection.follow(context, loop, client, events, upgrade);
    context.fireChannelRead(input.take());
    context.pipeline().remove(this);
  }

  /** Somebody wants the body, or wants more of it. */
  void bodyWanted() {
    turn.bodyWanted(input.any());
    pump();
  }

  /** The turn is over, and another one may come. */
  void next() {
    since = System.nanoTime();
    pump();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (ctx.channel().isWritable()) {
      turn.writable();
    }
  }

  // ---- the end

  private void refuse(Refusal refusal) {
    if (!turn.refuse(refusal)) {
      // What is wrong with the rest of a body whose answer has been given has no answer of its own.
      if (turn.over()) {
        events.refused(refusal.failure().reason());
        output.answer(FailureResponse.refusal(refusal.failure(), false));
      }
      linger();
    }
  }

  /** Ends in good order, once all that has been written is on its way. */
  void linger() {
    if (serves()) {
      input.drop();
      farewell.begin(System.nanoTime());
    }
  }

  /** The response cannot be completed, and the client must be able to tell. */
  void broken() {
    output.flush();
    turn.broken();
    context.close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    gone();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    gone();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    events.failed(cause);
    ctx.close();
  }

  private void gone() {
    if (!gone) {
      gone = true;
      loop.remove(this);
      turn.gone();
      output.drop();
      input.drop();
    }
  }

  @Override
  public void tick(long now) {
    if (farewell.begun()) {
      farewell.tick(now);
    } else if (!turn.over()) {
      turn.tick(now);
      if (turn.silent()) {
        farewell.probe(now);
      }
    } else if (heads.within()) {
      if (late(now, heads.startNanos, loop.limits.headMillis())) {
        refuse(new Refusal(408, "The request did not come in time."));
      }
    } else if (late(now, since, loop.limits.idleMillis())) {
      context.close();
    } else if (loop.ending()) {
      end(now);
    }
  }

  private static boolean late(long now, long since, long millis) {
    return TimeUnit.NANOSECONDS.toMillis(now - since) > millis;
  }

  /** The next answer says that it is the last. */
  @Override
  public void drain() {}

  /**
   * Only when the client has not asked for a while: it may be asking just now, and was not told
   * that we close (RFC 9112 §9.6).
   */
  @Override
  public void end(long now) {
    if (turn.over()
        && serves()
        && !heads.within()
        && !input.any()
        && late(now, since, loop.limits.quietMillis())) {
      linger();
    }
  }

  @Override
  public void cut() {
    if (turn.over()) {
      linger();
    } else {
      turn.cut();
    }
  }
}
