package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.codec.Http2Fields;
import dev.sluice.dataplane.codec.Refusal;
import dev.sluice.dataplane.exchange.BodySink;
import dev.sluice.dataplane.exchange.BodySource;
import dev.sluice.dataplane.exchange.Failure;
import dev.sluice.dataplane.exchange.HeaderSection;
import dev.sluice.dataplane.exchange.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/** One request and its response on a stream of an HTTP/2 connection. */
final class Http2Attempt extends ChannelInboundHandlerAdapter
    implements Attempt, BodySource, BodySink {
  private final Http2Connection connection;
  private final Try of;
  private ChannelHandlerContext context;
  private @Nullable BodySink sink;
  private boolean began;
  private boolean heard;
  private boolean received;
  private boolean sent;
  private boolean paused;
  private boolean held;
  private boolean over;
  private boolean flushDue;
  private long declared = -1;
  private long soFar;

  @SuppressWarnings("NullAway.Init") // the context comes with handlerAdded
  Http2Attempt(Http2Connection connection, Try of) {
    this.connection = connection;
    this.of = of;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
    ctx.channel().config().setAutoRead(false);
  }

  // ---- the request

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    if (of.over()) {
      over = true;
      ctx.close();
      return;
    }
    of.attempt(this);
    CallBody body = of.body();
    sent = body == null;
    long length = body == null ? 0 : body.length();
    send(new DefaultHttp2HeadersFrame(Http2RequestHead.of(of.exchange().request(), length), sent));
    if (body != null) {
      body.send(this);
    }
    ctx.read();
  }

  @Override
  public boolean write(ByteBuf data) {
    if (over || sent || !data.isReadable()) {
      data.release();
      return true;
    }
    of.touch();
    send(new DefaultHttp2DataFrame(data, false));
    held = !context.channel().isWritable();
    return !held;
  }

  @Override
  public void end(@Nullable HeaderSection trailers) {
    if (over || sent) {
      return;
    }
    sent = true;
    send(
        trailers == null
            ? new DefaultHttp2DataFrame(true)
            : new DefaultHttp2HeadersFrame(Http2Fields.trailers(trailers), true));
  }

  /** The client broke off, and knows it: only the endpoint must learn that there is no more. */
  @Override
  public void fail(Failure cause) {
    cancel();
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

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (held && !over && ctx.channel().isWritable()) {
      held = false;
      of.touch();
      CallBody body = of.body();
      if (body != null) {
        body.resume();
      }
    }
  }

  // ---- the response

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object frame) {
    try {
      if (over) {
        return;
      }
      heard = true;
      if (frame instanceof Http2HeadersFrame headers) {
        if (began) {
          if (soFar < declared) {
            throw Refusal.bad("The body is not as long as Content-Length says.");
          }
          ended(Http2Fields.trailers(headers.headers(), Http2ResponseHead.MOST_FIELDS));
        } else {
          begin(headers);
        }
      } else if (frame instanceof Http2DataFrame data && began) {
        data(data.content().retain(), data.isEndStream());
      }
    } catch (Refusal refusal) {
      broken(Failure.UPSTREAM_INVALID, false);
    } finally {
      ReferenceCountUtil.release(frame);
    }
  }

  private void begin(Http2HeadersFrame frame) {
    ResponseHead head = Http2ResponseHead.of(frame.headers());
    int status = head.status();
    if (status < 200) {
      of.interim(head);
      context.read();
      return;
    }
    began = true;
    declared = Http2ResponseHead.declared(head.headers());
    boolean silent =
        status == 204 || status == 304 || of.exchange().request().method().equals("HEAD");
    received = frame.isEndStream();
    if (received) {
      over();
      of.responds(head, silent ? NoBody.UNKNOWN_LENGTH : BodySource.EMPTY);
    } else {
      of.responds(head, this);
    }
  }

  private void data(ByteBuf data, boolean last) {
    of.touch();
    soFar += data.readableBytes();
    if (declared >= 0 && (soFar > declared || (last && soFar < declared))) {
      data.release();
      throw Refusal.bad("The body is not as long as Content-Length says.");
    }
    BodySink to = sink;
    if (to == null || !data.isReadable()) {
      data.release();
    } else if (!to.write(data)) {
      paused = true;
    }
    if (last) {
      ended(null);
    } else {
      more();
    }
  }

  private void ended(@Nullable HeaderSection trailers) {
    received = true;
    BodySink to = sink;
    sink = null;
    over();
    if (to != null) {
      to.end(trailers);
    }
  }

  private void more() {
    if (!received && !over && sink != null && !paused) {
      context.read();
    }
  }

  @Override
  public long length() {
    return declared;
  }

  @Override
  public void start(BodySink to) {
    if (!over) {
      sink = to;
      more();
    }
  }

  @Override
  public void resume() {
    if (paused) {
      paused = false;
      of.touch();
      more();
    }
  }

  // ---- the end

  /** The whole response is there. */
  private void over() {
    over = true;
    if (!sent) {
      // What is left of the request is not wanted (RFC 9113 §8.1).
      reset(Http2Error.NO_ERROR);
    }
  }

  @Override
  public void cancel() {
    if (!over) {
      over = true;
      sink = null;
      reset(Http2Error.CANCEL);
    }
  }

  @Override
  public void breakOff(Failure cause) {
    BodySink to = sink;
    cancel();
    if (to != null) {
      to.fail(cause);
    }
  }

  private void reset(Http2Error error) {
    context.writeAndFlush(new DefaultHttp2ResetFrame(error));
  }

  private void broken(Failure cause, boolean unprocessed) {
    if (over) {
      return;
    }
    BodySink to = sink;
    cancel();
    if (!began) {
      of.lost(cause, unprocessed, !heard);
    } else if (to != null) {
      to.fail(cause);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof Http2ResetFrame reset) {
      broken(Failure.UPSTREAM_RESET, reset.errorCode() == Http2Error.REFUSED_STREAM.code());
    } else if (event instanceof Http2GoAwayFrame) {
      // Only streams that the peer will never look at are told (RFC 9113 §6.8).
      broken(Failure.UPSTREAM_RESET, true);
    }
    ReferenceCountUtil.release(event);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    broken(Failure.UPSTREAM_RESET, false);
    connection.done();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    broken(Failure.UPSTREAM_INVALID, false);
    ctx.close();
  }
}
