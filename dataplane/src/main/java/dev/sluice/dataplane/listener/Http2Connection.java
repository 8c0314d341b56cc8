package dev.sluice.dataplane.listener;

import dev.sluice.dataplane.exchange.Client;
import dev.sluice.dataplane.exchange.Failure;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.DefaultHttp2WindowUpdateFrame;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2PingFrame;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.util.ReferenceCountUtil;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One client connection that speaks HTTP/2 (RFC 9113): Netty's frames and flow control, each stream
 * an exchange of its own.
 */
final class Http2Connection extends ChannelInboundHandlerAdapter implements Loop.Ticked {
  /** PING, SETTINGS and PRIORITY in one window; what a client needs of them is a handful. */
  private static final int MOST_CONTROLS = 1000;

  private static final int WINDOW_SECONDS = 10;

  /** What a client may send of one body before we have taken it (RFC 9113 §6.9). */
  private static final int STREAM_WINDOW = 256 << 10;

  /** Of all bodies of a connection: some that are held back shall not hold up the others. */
  private static final int CONNECTION_WINDOW = 1 << 20;

  private final Http2FrameCodec codec;
  private final Channel channel;
  private final long idleMillis;
  private final ListenerEvents events;
  private final Set<Http2Stream> streams = new HashSet<>();
  private long windowSince = System.nanoTime();
  private int controls;
  private long busy = System.nanoTime();
  private final Http2Farewell farewell;
  private boolean flooded;

  private Http2Connection(
      Http2FrameCodec codec, Channel channel, Limits limits, ListenerEvents events) {
    this.events = events;
    this.codec = codec;
    this.channel = channel;
    this.idleMillis = limits.idleMillis();
    this.farewell =
        new Http2Farewell(
            channel, () -> codec.connection().numActiveStreams() == 0, limits.quietMillis());
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
    boolean trusted = loop.trusted.trusts(client.address());
    Http2FrameCodec codec =
        Http2FrameCodecBuilder.forServer()
            .initialSettings(
                Http2Settings.defaultSettings()
                    .maxConcurrentStreams(loop.limits.streams())
                    .initialWindowSize(STREAM_WINDOW)
                    .connectProtocolEnabled(true)
                    .maxHeaderListSize(loop.limits.head()))
            // A client that opens and resets without end (CVE-2023-44487).
            .decoderEnforceMaxRstFramesPerWindow(200, WINDOW_SECONDS)
            // One that makes us reset without end (CVE-2025-8671).
            .encoderEnforceMaxRstFramesPerWindow(200, WINDOW_SECONDS)
            .decoderEnforceMaxConsecutiveEmptyDataFrames(2)
            .decoderEnforceMaxSmallContinuationFrames(16)
            .build();
    Channel channel = before.channel();
    Http2Connection connection = new Http2Connection(codec, channel, loop.limits, events);
    channel
        .pipeline()
        .addLast(
            codec,
            new Http2MultiplexHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel stream) {
                    stream.config().setAutoRead(false);
                    stream
                        .pipeline()
                        .addLast(new Http2Stream(connection, loop, client, trusted, events));
                  }
                }),
            connection);
    codec
        .connection()
        .addListener(
            new Http2ConnectionAdapter() {
              @Override
              public void onStreamClosed(io.netty.handler.codec.http2.Http2Stream stream) {
                // Not before what the stream said last is written.
                if (connection.farewell.told()) {
                  channel.eventLoop().execute(connection.farewell::streamOver);
                }
              }
            });
    channel.writeAndFlush(
        new DefaultHttp2WindowUpdateFrame(CONNECTION_WINDOW - Http2CodecUtil.DEFAULT_WINDOW_SIZE));
    loop.add(connection);
    channel.closeFuture().addListener(closed -> loop.remove(connection));
    if (upgrade != null) {
      connection.begin(upgrade);
    }
    if (loop.ending()) {
      connection.end(System.nanoTime());
    } else if (loop.draining()) {
      connection.farewell.askWhenUsed();
    }
  }

  private void begin(Upgrade upgrade) {
    try {
      codec.onHttpServerUpgrade(upgrade.settings());
      codec
          .decoder()
          .frameListener()
          .onHeadersRead(channel.pipeline().context(codec), 1, upgrade.request(), 0, true);
    } catch (Http2Exception e) {
      channel.close();
    }
  }

  void add(Http2Stream stream) {
    streams.add(stream);
    farewell.used();
  }

  void remove(Http2Stream stream) {
    streams.remove(stream);
  }

  /** What comes here is not about a stream. */
  @Override
  public void channelRead(ChannelHandlerContext ctx, Object frame) {
    if (!(frame instanceof Http2PingFrame ping && farewell.took(ping))) {
      control();
    }
    ReferenceCountUtil.release(frame);
  }

  /** One more frame that costs the client nothing and asks for nothing. */
  void control() {
    if (++controls > MOST_CONTROLS && !flooded) {
      long now = System.nanoTime();
      if (now - windowSince < TimeUnit.SECONDS.toNanos(WINDOW_SECONDS)) {
        flooded = true;
        events.refused(Failure.BAD_REQUEST.reason());
        channel
            .writeAndFlush(new DefaultHttp2GoAwayFrame(Http2Error.ENHANCE_YOUR_CALM))
            .addListener(ChannelFutureListener.CLOSE);
        return;
      }
      windowSince = now;
      controls = 0;
    }
  }

  /** The codec has said goodbye; this is for the log. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    events.failed(cause);
  }

  @Override
  public void tick(long now) {
    if (!streams.isEmpty()) {
      boolean full =
          codec
                  .connection()
                  .local()
                  .flowController()
                  .windowSize(codec.connection().connectionStream())
              <= 0;
      List.copyOf(streams).forEach(stream -> stream.tick(now, full));
    }
    if (codec.connection().numActiveStreams() > 0) {
      busy = now;
    } else if (TimeUnit.NANOSECONDS.toMillis(now - busy) > idleMillis) {
      // Not closed at once: what the client sends at this very moment is served.
      farewell.end();
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
    List.copyOf(streams).forEach(Http2Stream::cut);
    farewell.cut();
  }
}
