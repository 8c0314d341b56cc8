package dev.sluice.dataplane.listener;

import dev.sluice.dataplane.codec.Http2Input;
import dev.sluice.dataplane.codec.Http2Room;
import dev.sluice.dataplane.codec.Quota;
import dev.sluice.dataplane.exchange.Client;
import dev.sluice.dataplane.exchange.ConnectionTexts;
import dev.sluice.dataplane.exchange.HeaderSection;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Settings;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One client connection that speaks HTTP/2 (RFC 9113), where each stream is an exchange of its own.
 */
final class Http2Connection extends ChannelInboundHandlerAdapter implements Loop.Ticked {
  /** One that makes us reset without end (CVE-2025-8671): so many beyond one for each answer. */
  private static final int MOST_RESETS = 200;

  private final Loop loop;
  private final Client client;
  private final ListenerEvents events;
  private final boolean trusted;
  private final ConnectionTexts texts = new ConnectionTexts();
  private final Http2Block block;
  private final Http2Input input;
  private final Quota resets = new Quota(MOST_RESETS);
  private ChannelHandlerContext context;
  private Http2Output output;
  private Http2Room room;
  private Http2Streams streams;
  private Http2Frames frames;
  private Http2Farewell farewell;
  private long busy = System.nanoTime();

  /** The client has said that it speaks HTTP/2. */
  private boolean greeted;

  /** The connection has been given up. */
  private boolean failed;

  private boolean gone;

  @SuppressWarnings("NullAway.Init") // what needs the channel comes with handlerAdded
  private Http2Connection(Loop loop, Client client, ListenerEvents events) {
    this.loop = loop;
    this.client = client;
    this.events = events;
    this.trusted = loop.trusted.trusts(client.address());
    this.block = new Http2Block(loop.heads, loop.limits.fields());
    this.input = new Http2Input(loop.limits.head(), block::begin);
  }

  /**
   * Puts HTTP/2 behind a handler whose bytes begin with the preface, perhaps after a request in
   * HTTP/1.1 that has asked for it.
   */
  static void follow(
      ChannelHandlerContext before,
      Loop loop,
      Client client,
      ListenerEvents events,
      @Nullable Upgrade upgrade) {
    Http2Connection connection = new Http2Connection(loop, client, events);
    before.pipeline().addLast(connection);
    if (upgrade != null) {
      connection.begin(upgrade);
    }
    if (loop.ending()) {
      connection.end(System.nanoTime());
    } else if (loop.draining()) {
      connection.farewell.askWhenUsed();
    }
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
    output = new Http2Output(ctx, loop);
    room = new Http2Room(ctx.channel());
    streams = new Http2Streams(loop.limits.streams(), room, () -> farewell.told(), this::stream);
    frames = new Http2Frames(this, streams, output, room);
    farewell =
        new Http2Farewell(
            ctx.channel(), output, streams::last, streams::none, loop.limits.quietMillis());
    output.settings(
        new Http2Settings()
            .maxConcurrentStreams(loop.limits.streams())
            .initialWindowSize(Http2Frames.STREAM_WINDOW)
            .connectProtocolEnabled(true)
            .maxHeaderListSize(loop.limits.head()));
    output.windowUpdate(0, Http2Frames.CONNECTION_WINDOW - Http2CodecUtil.DEFAULT_WINDOW_SIZE);
    loop.add(this);
  }

  private void begin(Upgrade upgrade) {
    try {
      frames.take(upgrade.settings());
      frames.onHeadersRead(context, 1, upgrade.request(block.begin()), 0, true);
    } catch (Http2Exception e) {
      fail(e);
    }
  }

  // ---- bytes from the client

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    if (failed || gone) {
      bytes.release();
      return;
    }
    input.add(ctx, bytes);
    read();
    if (failed) {
      input.drop();
    } else {
      input.trim();
    }
  }

  private void read() {
    try {
      while (!failed && input.any()) {
        try {
          greeted = greeted || Http2Preface.passed(input.bytes());
          if (greeted && input.any()) {
            input.read(context, frames);
          }
          return;
        } catch (Http2Exception e) {
          if (!Http2Exception.isStreamError(e)) {
            throw e;
          }
          frames.wrong(e);
        }
      }
    } catch (Http2Exception e) {
      if (Http2Exception.isStreamError(e)) {
        reset(Http2Exception.streamId(e), e.error());
      } else {
        fail(e);
      }
    } catch (RuntimeException e) {
      fail(Http2Exception.connectionError(Http2Error.INTERNAL_ERROR, e, "A frame was not read."));
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (!gone) {
      output.flush();
    }
    ctx.fireChannelReadComplete();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (!gone && ctx.channel().isWritable()) {
      room.goOn();
    }
    ctx.fireChannelWritabilityChanged();
  }

  // ---- for streams

  private Http2Stream stream(int id) {
    farewell.used();
    return new Http2Stream(this, loop, output, room, id);
  }

  ConnectionTexts texts() {
    return texts;
  }

  ListenerEvents events() {
    return events;
  }

  /** Who asks, as the request's fields have it where the peer speaks for its clients. */
  Client client(HeaderSection headers) {
    return trusted ? loop.trusted.client(client, headers) : client;
  }

  void taken(int bytes) {
    frames.taken(bytes);
  }

  /** Whether the connection has been given up. */
  boolean failed() {
    return failed;
  }

  /** Resets a stream, whether it is known or not. */
  void reset(int stream, Http2Error error) {
    if (failed) {
      return;
    }
    if (resets.exceeded()) {
      fail(
          Http2Exception.connectionError(
              Http2Error.ENHANCE_YOUR_CALM, "We are made to reset streams without end."));
      return;
    }
    streams.reset(stream);
    output.reset(stream, error);
  }

  /** A stream has come to its end, which tells a client from one that only wastes our time. */
  void answered() {
    resets.earned(1);
    frames.answered();
  }

  void closed(Http2Stream stream) {
    streams.closed(stream);
    if (farewell.told() && !gone) {
      context.executor().execute(farewell::streamOver);
    }
  }

  /** The answer to a PING; says whether it was ours. */
  boolean took(long content) {
    return farewell.took(content);
  }

  // ---- the end

  /** The client has broken the protocol for all of its streams (RFC 9113 §5.4.1). */
  private void fail(Http2Exception e) {
    if (!failed && !gone) {
      failed = true;
      events.failed(e);
      output.goAway(streams.last(), e.error());
      output.whenSent(context::close);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    gone();
    ctx.fireChannelInactive();
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
      streams.all().forEach(Http2Stream::abandoned);
      output.drop();
      input.close();
    }
  }

  @Override
  public void tick(long now) {
    if (streams.none()) {
      if (TimeUnit.NANOSECONDS.toMillis(now - busy) > loop.limits.idleMillis()) {
        // Not closed at once: what the client sends at this very moment is served.
        farewell.end();
        farewell.tick(now, loop.limits.idleMillis());
      }
    } else {
      busy = now;
      boolean full = frames.full();
      streams.all().forEach(stream -> stream.tick(now, full));
    }
  }

  @Override
  public void drain() {
    farewell.askWhenUsed();
  }

  @Override
  public void end(long now) {
    farewell.end();
  }

  @Override
  public void cut() {
    streams.all().forEach(Http2Stream::cut);
    farewell.cut();
  }
}
