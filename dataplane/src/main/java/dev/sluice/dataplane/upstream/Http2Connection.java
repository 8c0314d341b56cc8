package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.exchange.Failure;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http2.DefaultHttp2WindowUpdateFrame;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2SettingsFrame;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One connection to an endpoint that speaks HTTP/2 with prior knowledge (RFC 9113 §3.3). */
final class Http2Connection {
  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(30);

  /** What a peer lets us have at least, until it says (RFC 9113 §6.5.2 recommends no less). */
  private static final int FIRST_STREAMS = 100;

  /**
   * The window of the connection (RFC 9113 §6.9) is no bound: many clients share it, and one that
   * does not read would hold up all others. What waits for one is bounded by its stream's window.
   */
  private static final int MORE_WINDOW = Integer.MAX_VALUE - Http2CodecUtil.DEFAULT_WINDOW_SIZE;

  private final Http2Pool pool;
  private List<Try> waiting = new ArrayList<>();
  private @Nullable Channel channel;
  private long most = FIRST_STREAMS;
  private int streams;
  private boolean leaving;
  private long idleSince;

  Http2Connection(Http2Pool pool) {
    this.pool = pool;
  }

  ChannelHandler initializer() {
    Http2FrameCodec codec =
        Http2FrameCodecBuilder.forClient()
            .initialSettings(
                Http2Settings.defaultSettings().pushEnabled(false).maxHeaderListSize(64 << 10))
            .build();
    return new ChannelInitializer<Channel>() {
      @Override
      protected void initChannel(Channel made) {
        made.pipeline()
            .addLast(
                codec, new Http2MultiplexHandler(new NoPush()), new Events(Http2Connection.this));
      }
    };
  }

  /** Under way. */
  int streams() {
    return streams;
  }

  boolean takes() {
    return !leaving && streams < most;
  }

  /** Sends a try, or keeps it until the connection is there. */
  void send(Try of) {
    streams++;
    Channel to = channel;
    if (to == null) {
      waiting.add(of);
    } else {
      open(to, of);
    }
  }

  private void open(Channel to, Try of) {
    if (of.over()) {
      done();
      return;
    }
    Http2Attempt attempt = new Http2Attempt(this, of);
    new Http2StreamChannelBootstrap(to)
        .handler(attempt)
        .open()
        .addListener(
            opened -> {
              if (!opened.isSuccess()) {
                done();
                of.lost(Failure.UPSTREAM_RESET, true, true);
              }
            });
  }

  void opened(Channel to) {
    channel = to;
    to.writeAndFlush(new DefaultHttp2WindowUpdateFrame(MORE_WINDOW));
    List<Try> all = waiting;
    waiting = List.of();
    all.forEach(of -> open(to, of));
  }

  boolean leaves() {
    return leaving;
  }

  /** Closes what has just been opened, and gives back what waits for it. */
  List<Try> close(Channel to) {
    List<Try> all = waiting;
    waiting = List.of();
    streams -= all.size();
    to.close();
    return all;
  }

  void failed(Failure cause) {
    leaving = true;
    List<Try> all = waiting;
    waiting = List.of();
    all.forEach(of -> of.unreachable(cause));
  }

  /** A stream is over. */
  void done() {
    streams--;
    if (streams == 0) {
      idleSince = UpstreamLoop.now();
      if (leaving) {
        close();
      }
    }
  }

  void tick(long now) {
    if (streams == 0 && now - idleSince > IDLE_NANOS) {
      retire();
    }
  }

  /** Takes no more calls, and closes when the last one is over. */
  void retire() {
    leaving = true;
    pool.forget(this);
    if (streams == 0) {
      close();
    }
  }

  private void close() {
    Channel open = channel;
    if (open != null) {
      open.close();
    }
  }

  /** What the peer says of the connection as a whole. */
  private static final class Events extends ChannelInboundHandlerAdapter {
    private final Http2Connection connection;

    Events(Http2Connection connection) {
      this.connection = connection;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object frame) {
      if (frame instanceof Http2SettingsFrame settings) {
        Long most = settings.settings().maxConcurrentStreams();
        connection.most = most == null ? Integer.MAX_VALUE : most;
      } else if (frame instanceof Http2GoAwayFrame) {
        connection.retire();
      }
      ReferenceCountUtil.release(frame);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      connection.leaving = true;
      connection.pool.forget(connection);
      connection.pool.place().disconnected();
      ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      ctx.close();
    }
  }

  /** We have said that we want none (RFC 9113 §8.4). */
  @ChannelHandler.Sharable
  private static final class NoPush extends ChannelInboundHandlerAdapter {
    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
      ctx.close();
    }
  }
}
