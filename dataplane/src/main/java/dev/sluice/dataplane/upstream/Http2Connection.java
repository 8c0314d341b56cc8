package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.codec.Http2Input;
import dev.sluice.dataplane.codec.Http2Room;
import dev.sluice.dataplane.exchange.Failure;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.util.collection.IntObjectHashMap;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection to an endpoint that speaks HTTP/2 with prior knowledge (RFC 9113 §3.3). */
final class Http2Connection extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(Http2Connection.class);
  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(30);

  /** What a peer lets us have at least, until it says (RFC 9113 §6.5.2 recommends no less). */
  private static final int FIRST_STREAMS = 100;

  private static final int MOST_HEAD = 64 << 10;

  private final Http2Pool pool;
  private final IntObjectHashMap<Http2Attempt> attempts = new IntObjectHashMap<>();
  private final Http2ResponseBlock block = new Http2ResponseBlock();
  private final Http2Input input = new Http2Input(MOST_HEAD, block::begin);
  private List<Try> waiting = new ArrayList<>();
  private ChannelHandlerContext context;
  private Http2Output output;
  private Http2Room room;
  private Http2Answers answers;
  private boolean open;
  private int next = 1;
  private long most = FIRST_STREAMS;
  private boolean leaving;
  private boolean closing;
  private boolean failed;
  private boolean gone;
  private long idleSince;

  @SuppressWarnings("NullAway.Init") // what needs the channel comes with handlerAdded
  Http2Connection(Http2Pool pool) {
    this.pool = pool;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
    output = new Http2Output(ctx, pool.place().loop().lines());
    room = new Http2Room(ctx.channel());
    answers = new Http2Answers(this, output, room);
  }

  // ---- requests

  /** Under way. */
  int streams() {
    return attempts.size() + waiting.size();
  }

  boolean takes() {
    return !leaving && streams() < most;
  }

  /** Sends a try, or keeps it until the connection is there. */
  void send(Try of) {
    if (open) {
      begin(of);
    } else {
      waiting.add(of);
    }
  }

  private void begin(Try of) {
    if (of.over()) {
      return;
    }
    int id = next;
    next += 2;
    if (next < 0) {
      // The last number there is (RFC 9113 §5.1.1).
      retire();
    }
    Http2Attempt attempt = new Http2Attempt(this, output, room, id, of);
    attempts.put(id, attempt);
    attempt.begin();
  }

  void opened(Channel to) {
    open = true;
    output.preface();
    output.settings(
        Http2Settings.defaultSettings().pushEnabled(false).maxHeaderListSize(MOST_HEAD));
    output.windowUpdate(0, Http2Answers.WINDOW - Http2CodecUtil.DEFAULT_WINDOW_SIZE);
    release().forEach(this::begin);
    idle();
  }

  private List<Try> release() {
    List<Try> all = waiting;
    waiting = new ArrayList<>();
    return all;
  }

  boolean leaves() {
    return leaving;
  }

  /** Closes what has just been opened, and gives back what waits for it. */
  List<Try> close(Channel to) {
    List<Try> all = release();
    to.close();
    return all;
  }

  void failed(Failure cause) {
    leaving = true;
    release().forEach(of -> of.unreachable(cause));
  }

  // ---- bytes from the endpoint

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    if (failed || gone) {
      bytes.release();
      return;
    }
    input.add(ctx, bytes);
    try {
      read();
    } catch (Http2Exception e) {
      fail(e.error());
    } catch (RuntimeException e) {
      LOG.error("upstream: a frame was not read", e);
      fail(Http2Error.INTERNAL_ERROR);
    }
    if (failed || gone) {
      input.drop();
    } else {
      input.trim();
    }
  }

  private void read() throws Http2Exception {
    while (!failed && !gone && input.any()) {
      try {
        input.read(context, answers);
        return;
      } catch (Http2Exception e) {
        if (!Http2Exception.isStreamError(e)) {
          throw e;
        }
        Http2Attempt attempt = attempts.get(Http2Exception.streamId(e));
        if (attempt != null) {
          attempt.invalid();
        }
      }
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (open && !gone) {
      output.flush();
    }
    ctx.fireChannelReadComplete();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (open && !gone && ctx.channel().isWritable()) {
      room.goOn();
    }
    ctx.fireChannelWritabilityChanged();
  }

  /** The one on that stream; null: it is over, and what comes for it is of no matter. */
  @Nullable Http2Attempt attempt(int id) throws Http2Exception {
    Http2Attempt attempt = attempts.get(id);
    if (attempt == null && (Integer.compareUnsigned(id, next) >= 0 || (id & 1) == 0)) {
      throw Http2Exception.connectionError(
          Http2Error.PROTOCOL_ERROR, "A frame for a stream that nobody has opened.");
    }
    return attempt;
  }

  /** Those under way; what is done to them may end them. */
  List<Http2Attempt> attempts() {
    return new ArrayList<>(attempts.values());
  }

  /** How many the endpoint takes at once. */
  void most(long streams) {
    most = streams;
  }

  // ---- the end

  /** A stream is over. */
  void closed(Http2Attempt attempt) {
    if (attempts.remove(attempt.id) != null) {
      idle();
    }
  }

  private void idle() {
    if (streams() == 0) {
      idleSince = UpstreamLoop.now();
      if (leaving) {
        close();
      }
    }
  }

  void tick(long now) {
    if (streams() == 0 && now - idleSince > IDLE_NANOS) {
      retire();
    }
  }

  /** Takes no more calls, and closes when the last one is over. */
  void retire() {
    leaving = true;
    pool.forget(this);
    if (streams() == 0) {
      close();
    }
  }

  private void close() {
    if (open && !closing && !gone) {
      closing = true;
      output.goAway(0, Http2Error.NO_ERROR);
      output.whenSent(context::close);
    }
  }

  /** The endpoint has broken the protocol for all streams (RFC 9113 §5.4.1). */
  private void fail(Http2Error error) {
    failed = true;
    leaving = true;
    closing = true;
    pool.forget(this);
    output.goAway(0, error);
    output.whenSent(context::close);
    attempts().forEach(attempt -> attempt.lost(Failure.UPSTREAM_INVALID));
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    gone = true;
    leaving = true;
    pool.forget(this);
    pool.place().disconnected();
    output.drop();
    input.close();
    attempts().forEach(attempt -> attempt.lost(Failure.UPSTREAM_RESET));
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ConnectionErrors.note(cause);
    ctx.close();
  }
}
