package dev.sluice.dataplane.listener;

import dev.sluice.dataplane.codec.BodyDecoder;
import dev.sluice.dataplane.codec.HeadScanner;
import dev.sluice.dataplane.codec.Refusal;
import dev.sluice.dataplane.exchange.Client;
import dev.sluice.dataplane.exchange.Exchange;
import dev.sluice.dataplane.exchange.Failure;
import dev.sluice.dataplane.exchange.FailureResponse;
import dev.sluice.dataplane.exchange.HeaderSection;
import dev.sluice.dataplane.exchange.RequestHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One client connection that speaks HTTP/1.1 (RFC 9112). Reads only when somebody wants the bytes;
 * a request is parsed when the exchange before it is over. A client that closes its side is taken
 * to be gone.
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
    /** All is said; waits for the client to close, lest a reset overtake our last words. */
    LINGER
  }

  private static final byte[] CONTINUE =
      "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final Loop loop;
  private final Client client;
  private final ListenerEvents events;

  /** Whether the peer is one that speaks for its clients. */
  private final boolean trusted;

  private final RequestHead head = new RequestHead(new HeaderSection());
  private final HeadScanner scanner;
  private final HeadParser parser;
  private final Runnable flush = this::flush;
  private ChannelHandlerContext context;
  private ByteBuf input = Unpooled.EMPTY_BUFFER;
  private State state = State.HEAD;
  private long since = System.nanoTime();
  private long startNanos;
  private @Nullable BodyDecoder decoder;
  private @Nullable Http1RequestBody body;
  private @Nullable Http1Response response;
  private @Nullable Exchange exchange;
  private boolean keepAlive = true;
  private boolean continueDue;
  private boolean pumping;
  private boolean again;
  private boolean flushDue;
  private boolean dirty;
  private long drained;
  private boolean gone;

  /** Some bytes of a head are there. It must be whole in time, counted from its first byte. */
  private boolean within;

  /** An empty line has been passed over since the last request. */
  private boolean blank;

  /** Nothing has been read yet: it may still be HTTP/2. */
  private boolean fresh = true;

  @SuppressWarnings("NullAway.Init") // the context comes with handlerAdded
  Http1Connection(Loop loop, Client client, ListenerEvents events) {
    this.loop = loop;
    this.client = client;
    this.events = events;
    this.trusted = loop.trusted.trusts(client.address());
    this.scanner = new HeadScanner(loop.limits.requestLine(), loop.limits.head());
    this.parser = new HeadParser(head, loop.limits);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
    loop.add(this);
    if (ctx.channel().isActive()) {
      ctx.read();
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    ctx.read();
  }

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
    flushNow();
    if (wantsBytes()) {
      ctx.read();
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
        step();
      } while (again && !gone);
    } catch (Refusal refusal) {
      refuse(refusal);
    } finally {
      pumping = false;
    }
    if (!gone && wantsBytes()) {
      context.read();
    }
  }

  private void step() {
    while (!gone) {
      switch (state) {
        case HEAD -> {
          if (!readHead()) {
            return;
          }
        }
        case BODY -> {
          if (!readBody()) {
            return;
          }
        }
        case TUNNEL -> {
          Http1RequestBody to = body;
          if (to == null || !to.flows() || !input.isReadable()) {
            return;
          }
          to.data(input.readRetainedSlice(input.readableBytes()));
        }
        case RESPONSE -> {
          return;
        }
        case LINGER -> {
          input.skipBytes(input.readableBytes());
          return;
        }
      }
    }
  }

  private boolean readHead() {
    if (!within) {
      if (!input.isReadable()
          || (!blank && input.getByte(input.readerIndex()) == '\r' && !blank())) {
        return false;
      }
      within = true;
      startNanos = System.nanoTime();
      since = startNanos;
    }
    if (fresh && input.getByte(input.readerIndex()) == 'P' && preface()) {
      return false;
    }
    int end = scanner.end(input);
    if (end < 0) {
      return false;
    }
    fresh = false;
    within = false;
    blank = false;
    head.clear();
    head.headers().append(input, end);
    parser.parse(end);
    keepAlive = parser.keepAlive && !loop.draining();
    continueDue = parser.expectsContinue;
    drained = 0;
    BodyDecoder framing = new BodyDecoder(parser.length, loop.limits.requestLine());
    decoder = framing;
    Http1RequestBody bytes = new Http1RequestBody(this, parser.length);
    body = bytes;
    state = framing.done() ? State.RESPONSE : State.BODY;
    Http1Response back = new Http1Response(this, head);
    response = back;
    Exchange made =
        new Exchange(
            head,
            framing.done() ? dev.sluice.dataplane.exchange.BodySource.EMPTY : bytes,
            trusted ? loop.trusted.client(client, head.headers()) : client,
            back,
            startNanos);
    back.exchange(made);
    exchange = made;
    events.begins();
    loop.requests.handle(made);
    return true;
  }

  /**
   * One empty line before a request is forgiven (RFC 9112 §2.2), however it is cut into pieces.
   * False: more bytes are needed to tell.
   */
  private boolean blank() {
    if (input.readableBytes() < 2) {
      return false;
    }
    if (input.getByte(input.readerIndex() + 1) == '\n') {
      input.skipBytes(2);
      blank = true;
    }
    return input.isReadable();
  }

  /** True while the bytes may be, and when they are, HTTP/2's preface (RFC 9113 §3.4). */
  private boolean preface() {
    int length = Math.min(PREFACE.length, input.readableBytes());
    for (int i = 0; i < length; i++) {
      if (input.getByte(input.readerIndex() + i) != PREFACE[i]) {
        return false;
      }
    }
    if (length == PREFACE.length) {
      ByteBuf all = input;
      input = Unpooled.EMPTY_BUFFER;
      gone = true;
      loop.remove(this);
      Http2Connection.follow(context, loop, client, events);
      context.channel().config().setAutoRead(true);
      context.fireChannelRead(all);
      context.pipeline().remove(this);
    }
    return true;
  }

  private boolean readBody() {
    Http1RequestBody to = body;
    BodyDecoder framing = decoder;
    if (to == null || framing == null || !to.flows()) {
      return false;
    }
    ByteBuf data = framing.next(input);
    if (data != null) {
      if (to.cancelled()) {
        drained += data.readableBytes();
      }
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

  /** Somebody wants the body. */
  void bodyStarts() {
    if (continueDue && state == State.BODY) {
      continueDue = false;
      if (!input.isReadable()) {
        write(buffer().writeBytes(CONTINUE));
      }
    }
    pump();
  }

  // ---- the way back

  ByteBuf buffer() {
    return context.alloc().buffer(512);
  }

  byte[] date() {
    return loop.date();
  }

  boolean writable() {
    return context.channel().isWritable();
  }

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

  /** Writes; whatever else is written before the loop turns to others goes out with it. */
  void write(ByteBuf data) {
    context.write(data, context.voidPromise());
    dirty = true;
    if (!flushDue) {
      flushDue = true;
      context.executor().execute(flush);
    }
  }

  private void flush() {
    flushDue = false;
    flushNow();
  }

  private void flushNow() {
    if (dirty) {
      dirty = false;
      context.flush();
    }
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
    Exchange over = exchange;
    exchange = null;
    response = null;
    if (over != null) {
      over.finish();
      events.ends();
    }
    if (switched || !keepAlive) {
      linger();
    } else if (state == State.RESPONSE) {
      next();
    } else {
      pump();
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
    scanner.reset();
    since = System.nanoTime();
    pump();
  }

  /** The response cannot be completed, and the client must be able to tell. */
  void broken() {
    flushNow();
    Exchange over = exchange;
    exchange = null;
    response = null;
    if (over != null) {
      over.finish();
      events.ends();
    }
    context.close();
  }

  private void refuse(Refusal refusal) {
    Exchange running = exchange;
    if (running != null) {
      // The head was fine, the body is not.
      Http1RequestBody bytes = body;
      Failure failure = refusal.failure();
      keepAlive = false;
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
      return;
    }
    events.refused(refusal.status);
    keepAlive = false;
    FailureResponse answer = FailureResponse.refusal(refusal.failure(), false);
    ByteBuf out = buffer();
    Http1Head.write(out, answer.head(), answer.body().length);
    Http1Head.date(out, answer.head(), loop.date());
    Http1Head.connection(out, false, 11);
    out.writeBytes(new byte[] {'\r', '\n'}).writeBytes(answer.body());
    write(out);
    linger();
  }

  private void linger() {
    if (gone || state == State.LINGER) {
      return;
    }
    state = State.LINGER;
    since = System.nanoTime();
    dirty = false;
    context
        .writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(
            sent -> {
              if (context.channel() instanceof DuplexChannel duplex && !client.tls()) {
                duplex.shutdownOutput();
                context.read();
              } else {
                context.close();
              }
            });
  }

  // ---- the end

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    Http1Response back = response;
    if (back != null && ctx.channel().isWritable()) {
      back.writable();
    }
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
    input.release();
    input = Unpooled.EMPTY_BUFFER;
  }

  @Override
  public void tick(long now) {
    long millis = TimeUnit.NANOSECONDS.toMillis(now - since);
    if (state == State.LINGER) {
      if (now - since > LINGER_NANOS) {
        context.close();
      }
    } else if (state == State.HEAD) {
      if (within && millis > loop.limits.headMillis()) {
        refuse(new Refusal(408, "The request did not come in time."));
      } else if (!within && millis > loop.limits.idleMillis()) {
        context.close().addListener(ChannelFutureListener.CLOSE);
      } else if (loop.ending()) {
        end(now);
      }
    }
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
        && !within
        && !input.isReadable()
        && TimeUnit.NANOSECONDS.toMillis(now - since) > loop.limits.quietMillis()) {
      linger();
    }
  }
}
