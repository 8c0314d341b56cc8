package dev.sluice.dataplane.listener;

import dev.sluice.dataplane.codec.Http2Fields;
import dev.sluice.dataplane.codec.Refusal;
import dev.sluice.dataplane.exchange.BodySink;
import dev.sluice.dataplane.exchange.BodySource;
import dev.sluice.dataplane.exchange.Client;
import dev.sluice.dataplane.exchange.EventStream;
import dev.sluice.dataplane.exchange.Exchange;
import dev.sluice.dataplane.exchange.Failure;
import dev.sluice.dataplane.exchange.FailureResponse;
import dev.sluice.dataplane.exchange.HeaderSection;
import dev.sluice.dataplane.exchange.MemoryBody;
import dev.sluice.dataplane.exchange.RequestHead;
import dev.sluice.dataplane.exchange.Responder;
import dev.sluice.dataplane.exchange.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2PriorityFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One request and its response on HTTP/2. Frames are read only when somebody wants them. */
final class Http2Stream extends ChannelInboundHandlerAdapter implements Responder, BodySink {
  private final Http2Connection connection;
  private final Loop loop;
  private final Client client;
  private final ListenerEvents events;
  private final boolean trusted;
  private ChannelHandlerContext context;
  private Http2RequestBody body;
  private @Nullable Exchange exchange;
  private @Nullable BodySource source;
  private @Nullable ResponseHead said;
  private @Nullable WebSocketFrames frames;
  private boolean toHead;
  private boolean grpc;
  private boolean began;
  private boolean held;
  private boolean over;
  private boolean flushDue;
  private boolean webSocket;

  /** When all was over. */
  private long since;

  @SuppressWarnings("NullAway.Init") // context and body come with handlerAdded
  Http2Stream(
      Http2Connection connection,
      Loop loop,
      Client client,
      boolean trusted,
      ListenerEvents events) {
    this.connection = connection;
    this.loop = loop;
    this.trusted = trusted;
    this.client = client;
    this.events = events;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
    body = new Http2RequestBody(this, ctx, loop.limits);
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    connection.add(this);
    ctx.read();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object frame) {
    try {
      if (frame instanceof Http2HeadersFrame headers) {
        if (began) {
          if (!headers.isEndStream()) {
            throw Refusal.bad("Trailers do not end the stream.");
          }
          body.ended(Http2Fields.trailers(headers.headers(), loop.limits.fields()));
        } else {
          began = true;
          begin(headers);
        }
      } else if (frame instanceof Http2DataFrame data) {
        body.data(data.content().retain(), data.isEndStream());
      }
    } catch (Refusal refusal) {
      refuse(refusal);
    } finally {
      ReferenceCountUtil.release(frame);
    }
  }

  private void begin(Http2HeadersFrame frame) {
    long startNanos = System.nanoTime();
    CharSequence type = frame.headers().get("content-type");
    grpc = type != null && FailureResponse.grpc(type.toString());
    CharSequence method = frame.headers().method();
    toHead = method != null && "HEAD".contentEquals(method);
    RequestHead head = Http2Head.request(frame.headers(), loop.limits);
    body.announced(head, frame.isEndStream());
    webSocket = head.upgrade() != null;
    Exchange made =
        new Exchange(
            head,
            body.received() || webSocket ? BodySource.EMPTY : body,
            trusted ? loop.trusted.client(client, head.headers()) : client,
            this,
            startNanos);
    exchange = made;
    events.begins();
    loop.handle(made);
  }

  private void refuse(Refusal refusal) {
    Failure failure = refusal.failure();
    if (exchange == null) {
      events.refused(failure.reason());
      FailureResponse answer = FailureResponse.refusal(failure, grpc);
      respond(answer.head(), new MemoryBody(answer.body()));
      return;
    }
    Exchange running = exchange;
    if (refusal.status != 400 && !running.answered()) {
      BodySink to = body.leave();
      running.fail(failure);
      if (to != null) {
        to.fail(failure);
      }
      return;
    }
    reset(Http2Error.PROTOCOL_ERROR);
    gone(failure);
  }

  /**
   * Looks after what does not move.
   *
   * @param full whether the client may not send, as others of its bodies wait
   */
  void tick(long now, boolean full) {
    if (over) {
      // The client leaves no window for our last words, or does not come to the end of its own.
      if (TimeUnit.NANOSECONDS.toMillis(now - since) > loop.limits.idleMillis()) {
        reset(Http2Error.CANCEL);
      }
    } else if (source == null && !grpc && body.late(now, full)) {
      refuse(new Refusal(408, "The body did not come in time."));
    }
  }

  /** The client waits to be told before it sends the body. */
  void sayContinue() {
    if (source == null) {
      send(new DefaultHttp2HeadersFrame(new DefaultHttp2Headers(false).status("100")));
    }
  }

  /** The client need not send what is left (RFC 9113 §8.1). */
  void stopSending() {
    reset(Http2Error.NO_ERROR);
  }

  // ---- the response

  @Override
  public void interim(ResponseHead head) {
    if (!over && source == null && head.status() != 100) {
      send(new DefaultHttp2HeadersFrame(Http2Head.response(head, -1, loop.date())));
    }
  }

  @Override
  public void last() {
    // Not before the answer is out: some clients drop what they wait for when they are told to go.
    context.channel().closeFuture().addListener(closed -> connection.end(System.nanoTime()));
  }

  @Override
  public void respond(ResponseHead head, BodySource answer) {
    if (webSocket && !over && head.status() < 300) {
      switchOver(head, answer);
      return;
    }
    if (over || head.status() == 101) {
      answer.cancel();
      reset(Http2Error.INTERNAL_ERROR);
      gone(Failure.INTERNAL);
      return;
    }
    source = answer;
    said = head;
    int status = head.status();
    boolean silent = toHead || status == 204 || status == 304;
    long length = silent && status != 204 ? Http1Head.declared(head) : -1;
    length = length < 0 && status != 204 && status != 304 ? answer.length() : length;
    boolean empty = silent || answer.length() == 0;
    send(new DefaultHttp2HeadersFrame(Http2Head.response(head, length, loop.date()), empty));
    if (empty) {
      answer.cancel();
      finished();
    } else {
      answer.start(this);
    }
  }

  /** What HTTP/1.1 calls 101 is 200 here (RFC 8441 §5); and 200 there is no WebSocket. */
  private void switchOver(ResponseHead head, BodySource bytes) {
    if (head.status() != 101) {
      bytes.cancel();
      webSocket = false;
      Exchange of = exchange;
      if (of != null) {
        of.note(Failure.UPSTREAM_INVALID);
      }
      FailureResponse answer = FailureResponse.refusal(Failure.UPSTREAM_INVALID, false);
      respond(answer.head(), new MemoryBody(answer.body()));
      return;
    }
    source = bytes;
    said = head;
    frames = new WebSocketFrames();
    head.status(200);
    head.headers().remove(Http2Head.WEBSOCKET_ACCEPT);
    send(new DefaultHttp2HeadersFrame(Http2Head.response(head, -1, loop.date())));
    bytes.start(this);
  }

  @Override
  public boolean write(ByteBuf data) {
    if (over || !data.isReadable()) {
      data.release();
      return true;
    }
    WebSocketFrames passed = frames;
    if (passed != null) {
      passed.pass(data);
    }
    send(new DefaultHttp2DataFrame(data, false));
    held = !context.channel().isWritable();
    return !held;
  }

  @Override
  public void end(@Nullable HeaderSection trailers) {
    if (!over) {
      send(
          trailers == null
              ? new DefaultHttp2DataFrame(true)
              : new DefaultHttp2HeadersFrame(Http2Fields.trailers(trailers), true));
      finished();
    }
  }

  @Override
  public void fail(Failure cause) {
    Exchange of = exchange;
    if (over || of == null) {
      return;
    }
    of.fail(cause);
    BodySource from = source;
    ResponseHead head = said;
    if (from != null) {
      from.cancel();
    }
    if (head != null && from != null && from.length() < 0 && FailureResponse.grpc(head)) {
      // A reset would not say whether to ask again.
      end(FailureResponse.trailers(cause));
    } else {
      reset(Http2Error.INTERNAL_ERROR);
      finish();
    }
  }

  /** There is no more time: ends what may end here, and breaks off the rest. */
  void cut() {
    Exchange of = exchange;
    BodySource from = source;
    ResponseHead head = said;
    WebSocketFrames passed = frames;
    if (over || of == null) {
      return;
    }
    if (from == null || head == null) {
      of.fail(Failure.ENDING);
    } else if (passed != null ? passed.open() : EventStream.is(head)) {
      of.note(Failure.ENDING);
      if (passed != null) {
        send(new DefaultHttp2DataFrame(Unpooled.wrappedBuffer(WebSocketFrames.goingAway()), false));
      }
      from.cancel();
      end(null);
    } else {
      fail(Failure.ENDING);
    }
  }

  @Override
  public BodySource switched() {
    return body;
  }

  @Override
  public Runnable after(long millis, Runnable task) {
    return loop.after(millis, task);
  }

  private void finished() {
    finish();
    if (!body.received()) {
      body.discard();
    }
  }

  private void finish() {
    over = true;
    body.over();
    since = System.nanoTime();
    Exchange of = exchange;
    exchange = null;
    if (of != null) {
      of.finish();
      events.ends();
    }
  }

  private void reset(Http2Error error) {
    send(new DefaultHttp2ResetFrame(error));
  }

  private void send(Object frame) {
    context.write(frame);
    if (!flushDue) {
      flushDue = true;
      context
          .executor()
          .execute(
              () -> {
                flushDue = false;
                context.flush();
              });
    }
  }

  // ---- the end

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    BodySource from = source;
    if (held && from != null && !over && ctx.channel().isWritable()) {
      held = false;
      from.resume();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof Http2ResetFrame) {
      gone(Failure.CLIENT_GONE);
    } else if (event instanceof Http2PriorityFrame) {
      connection.control();
    }
    ReferenceCountUtil.release(event);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    connection.remove(this);
    gone(Failure.CLIENT_GONE);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof Http2Exception malformed) {
      // The frame codec has found it, and what it is.
      if (exchange == null) {
        events.refused(Failure.BAD_REQUEST.reason());
      }
      reset(malformed.error());
      gone(Failure.BAD_REQUEST);
      return;
    }
    events.failed(cause);
    ctx.close();
  }

  private void gone(Failure cause) {
    if (over) {
      return;
    }
    over = true;
    body.over();
    since = System.nanoTime();
    Exchange of = exchange;
    exchange = null;
    BodySink to = body.leave();
    if (to != null) {
      to.fail(cause);
    }
    if (of != null) {
      of.abort(cause);
      events.ends();
    }
    BodySource from = source;
    if (from != null) {
      from.cancel();
    }
  }
}
