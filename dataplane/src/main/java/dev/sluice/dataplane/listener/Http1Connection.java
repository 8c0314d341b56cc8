package dev.sluice.dataplane.listener;

import dev.sluice.dataplane.codec.BodyDecoder;
import dev.sluice.dataplane.codec.Refusal;
import dev.sluice.dataplane.exchange.BodySource;
import dev.sluice.dataplane.exchange.Client;
import dev.sluice.dataplane.exchange.Exchange;
import dev.sluice.dataplane.exchange.Failure;
import dev.sluice.dataplane.exchange.FailureResponse;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One client connection that speaks HTTP/1.1 (RFC 9112). Reads only when somebody wants the bytes;
 * a request is parsed when the exchange before it is over. A client that closes its half of the
 * connection still gets the answers to what it has asked.
 */
final class Http1Connection extends ChannelInboundHandlerAdapter implements Loop.Ticked {
  private enum State {
    /** Between requests or within a head. */
    HEAD,
    /** Within a request body. */
    BODY,
    /** The request is whole, its response is not. */
    RESPONSE,
    /** Switched to another protocol. */
    TUNNEL,
    /** All is said; waits for the client to close. */
    LINGER
  }

  private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(2);

  /**
   * How long after a client has closed its half we look whether it is there at all, and again, and
   * from then on: that it is not shows when we write for the second time.
   */
  private static final long[] PROBE_NANOS = {
    TimeUnit.SECONDS.toNanos(1), TimeUnit.SECONDS.toNanos(1), TimeUnit.SECONDS.toNanos(10)
  };

  final Loop loop;
  private final Client client;
  private final ListenerEvents events;

  /** Whether the peer is one that speaks for its clients. */
  private final boolean trusted;

  private final Http1Heads heads;
  private ChannelHandlerContext context;
  private Http1Output output;
  private ByteBuf input = Unpooled.EMPTY_BUFFER;
  private State state = State.HEAD;

  /** When the connection came to where it is, or a body last moved. */
  private long since = System.nanoTime();

  private @Nullable BodyDecoder decoder;
  private @Nullable Http1RequestBody body;
  private @Nullable Http1Response response;
  private @Nullable Exchange exchange;
  private boolean keepAlive = true;
  private boolean continueDue;
  private boolean reading = true;
  private boolean pumping;
  private boolean again;
  private long received;
  private long drained;
  private boolean inputOver;
  private long probeDue;
  private int probes;
  private boolean gone;

  @SuppressWarnings("NullAway.Init") // context and output come with handlerAdded
  Http1Connection(Loop loop, Client client, ListenerEvents events) {
    this.loop = loop;
    this.client = client;
    this.events = events;
    this.trusted = loop.trusted.trusts(client.address());
    this.heads = new Http1Heads(loop.limits);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
    output = new Http1Output(ctx, loop);
    loop.add(this);
    if (!client.tls()) {
      ctx.channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    }
    ctx.channel().config().setAutoRead(true);
  }

  Http1Output output() {
    return output;
  }

  // ---- bytes from the client

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    if (state == State.LINGER || gone) {
      bytes.release();
      return;
    }
    if (input.isReadable()) {
      input = ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), input, bytes);
    } else {
      input.release();
      input = bytes;
    }
    pump();
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
      inputOver = true;
      probeDue = System.nanoTime() + PROBE_NANOS[0];
      pump();
    }
    ctx.fireUserEventTriggered(event);
  }

  /** Reads, or holds the client back. Only a change costs a system call. */
  private void more() {
    if (gone) {
      return;
    }
    boolean wanted = wantsBytes();
    if (!inputOver) {
      if (wanted != reading) {
        reading = wanted;
        context.channel().config().setAutoRead(wanted);
      }
    } else if (wanted && state == State.HEAD) {
      linger();
    } else if (wanted && state != State.RESPONSE) {
      // What is wanted will never come.
      context.close();
    }
  }

  private boolean wantsBytes() {
    Http1RequestBody to = body;
    return switch (state) {
      case HEAD, LINGER -> true;
      case BODY, TUNNEL -> to != null && to.flows();
      // To see the client leave; what it sends ahead waits here and is not added to.
      case RESPONSE -> !input.isReadable();
    };
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
        while (!gone && step()) {}
      } while (again && !gone);
    } catch (Refusal refusal) {
      refuse(refusal);
    } finally {
      pumping = false;
    }
    more();
  }

  /** False: can go no further. */
  private boolean step() {
    return switch (state) {
      case HEAD -> readHead();
      case BODY -> readBody();
      case TUNNEL -> readTunnel();
      case RESPONSE -> false;
      case LINGER -> {
        input.skipBytes(input.readableBytes());
        yield false;
      }
    };
  }

  private boolean readHead() {
    switch (heads.next(input)) {
      case NOTHING -> {
        return false;
      }
      case PREFACE -> {
        leave();
        Http2Connection.follow(context, loop, client, events, null);
        pass();
        return false;
      }
      case HEAD -> {}
    }
    HeadParser parser = heads.parser;
    Upgrade upgrade = client.tls() ? null : Upgrade.asked(heads.head);
    if (upgrade != null) {
      upgrade.answer(output.open());
      output.flush();
      leave();
      Http2Connection.follow(context, loop, client, events, upgrade);
      pass();
      return false;
    }
    long most = loop.limits.body();
    if (most > 0 && parser.length > most) {
      throw new Refusal(413, "The body is too large.");
    }
    keepAlive = parser.keepAlive && !loop.draining();
    continueDue = parser.expectsContinue;
    drained = 0;
    received = 0;
    since = System.nanoTime();
    BodyDecoder framing = new BodyDecoder(parser.length, loop.limits.requestLine());
    decoder = framing;
    Http1RequestBody bytes = new Http1RequestBody(this, parser.length);
    body = bytes;
    state = framing.done() ? State.RESPONSE : State.BODY;
    Http1Response back = new Http1Response(this, heads.head);
    response = back;
    Exchange made =
        new Exchange(
            heads.head,
            framing.done() ? BodySource.EMPTY : bytes,
            trusted ? loop.trusted.client(client, heads.head.headers()) : client,
            back,
            heads.startNanos);
    back.exchange(made);
    exchange = made;
    events.begins();
    loop.handle(made);
    return true;
  }

  /** The connection is HTTP/2's from now on. */
  private void leave() {
    gone = true;
    loop.remove(this);
    context.channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, false);
    context.channel().config().setAutoRead(true);
  }

  /** Hands what was read too far to the successor. */
  private void pass() {
    ByteBuf rest = input;
    input = Unpooled.EMPTY_BUFFER;
    context.fireChannelRead(rest);
    context.pipeline().remove(this);
  }

  private boolean readBody() {
    Http1RequestBody to = body;
    BodyDecoder framing = decoder;
    if (to == null || framing == null || !to.flows()) {
      return false;
    }
    ByteBuf data = framing.next(input);
    if (data != null) {
      int size = data.readableBytes();
      since = System.nanoTime();
      received += size;
      if (loop.limits.body() > 0 && received > loop.limits.body()) {
        data.release();
        throw new Refusal(413, "The body is too large.");
      }
      drained += to.cancelled() ? size : 0;
      to.data(data);
      if (drained > loop.limits.drain() && response == null) {
        linger();
      }
      return true;
    }
    if (!framing.done()) {
      return false;
    }
    state = State.RESPONSE;
    to.end(framing.trailers());
    if (response == null) {
      next();
    }
    return true;
  }

  private boolean readTunnel() {
    Http1RequestBody to = body;
    if (to == null || !to.flows() || !input.isReadable()) {
      return false;
    }
    to.data(input.readRetainedSlice(input.readableBytes()));
    return true;
  }

  /** Somebody wants the body, or wants more of it. */
  void bodyWanted() {
    since = System.nanoTime();
    if (continueDue && state == State.BODY) {
      continueDue = false;
      if (!input.isReadable()) {
        output.sayContinue();
      }
    }
    pump();
  }

  // ---- the way back

  void closeAfterwards() {
    keepAlive = false;
  }

  /** Decides once, when the head of the response is written. */
  boolean staysOpen() {
    BodyDecoder framing = decoder;
    Http1RequestBody to = body;
    if (loop.draining()
        || (state == State.BODY
            && framing != null
            && to != null
            && !to.started()
            && (continueDue || framing.left() > loop.limits.drain()))) {
      keepAlive = false;
    }
    return keepAlive;
  }

  Http1RequestBody tunnel() {
    keepAlive = false;
    state = State.TUNNEL;
    Http1RequestBody bytes = new Http1RequestBody(this, -1);
    body = bytes;
    return bytes;
  }

  /** The last byte of the response has been written. */
  void finished(boolean switched) {
    finish();
    if (switched || !keepAlive) {
      linger();
    } else if (state == State.RESPONSE) {
      next();
    } else {
      pump();
    }
  }

  private void finish() {
    Exchange over = exchange;
    exchange = null;
    response = null;
    if (over != null) {
      over.finish();
      events.ends();
    }
  }

  private void next() {
    if (!keepAlive) {
      linger();
      return;
    }
    body = null;
    decoder = null;
    state = State.HEAD;
    since = System.nanoTime();
    pump();
  }

  /** The response cannot be completed, and the client must be able to tell. */
  void broken() {
    output.flush();
    finish();
    context.close();
  }

  private void refuse(Refusal refusal) {
    Exchange running = exchange;
    keepAlive = false;
    if (running == null) {
      events.refused(refusal.status);
      output.answer(FailureResponse.refusal(refusal.failure(), false));
      linger();
      return;
    }
    // The head was fine, the body is not.
    Http1RequestBody bytes = body;
    Failure failure = refusal.failure();
    state = State.RESPONSE;
    if (!running.answered()) {
      running.fail(failure);
    }
    if (bytes != null) {
      bytes.fail(failure);
    }
    if (exchange == running) {
      broken();
    }
  }

  private void linger() {
    if (!gone && state != State.LINGER) {
      state = State.LINGER;
      since = System.nanoTime();
      output.end(inputOver || client.tls());
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    Http1Response back = response;
    if (back != null && ctx.channel().isWritable()) {
      back.writable();
    }
  }

  // ---- the end

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
    if (gone) {
      return;
    }
    gone = true;
    loop.remove(this);
    Exchange over = exchange;
    exchange = null;
    Http1RequestBody bytes = body;
    Http1Response back = response;
    response = null;
    if (bytes != null) {
      bytes.fail(Failure.CLIENT_GONE);
    }
    if (over != null) {
      over.abort(Failure.CLIENT_GONE);
      events.ends();
    }
    if (back != null) {
      back.gone();
    }
    output.drop();
    input.release();
    input = Unpooled.EMPTY_BUFFER;
  }

  @Override
  public void tick(long now) {
    switch (state) {
      case HEAD -> tickHead(now);
      case BODY -> tickBody(now);
      case RESPONSE -> {
        // Whether a client that has closed its half has left altogether only an answer can tell.
        Exchange waiting = exchange;
        if (inputOver
            && waiting != null
            && !waiting.answered()
            && waiting.request().version() == 11
            && now - probeDue > 0) {
          probes = Math.min(probes + 1, PROBE_NANOS.length - 1);
          probeDue = now + PROBE_NANOS[probes];
          output.sayContinue();
        }
      }
      case TUNNEL -> {}
      case LINGER -> {
        if (now - since > LINGER_NANOS) {
          context.close();
        }
      }
    }
  }

  private void tickHead(long now) {
    if (heads.within()) {
      if (late(now, heads.startNanos, loop.limits.headMillis())) {
        refuse(new Refusal(408, "The request did not come in time."));
      }
    } else if (late(now, since, loop.limits.idleMillis())) {
      context.close();
    } else if (loop.ending()) {
      end(now);
    }
  }

  private void tickBody(long now) {
    Http1RequestBody to = body;
    Exchange waiting = exchange;
    if (to == null || !to.flows() || !late(now, since, loop.limits.bodyMillis())) {
      return;
    }
    if (waiting == null) {
      linger();
    } else if (!waiting.answered() && !waiting.grpc()) {
      refuse(new Refusal(408, "The body did not come in time."));
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
    if (state == State.HEAD
        && !heads.within()
        && !input.isReadable()
        && late(now, since, loop.limits.quietMillis())) {
      linger();
    }
  }
}
