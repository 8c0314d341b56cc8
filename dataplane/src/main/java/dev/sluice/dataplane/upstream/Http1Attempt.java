package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.codec.BodyDecoder;
import dev.sluice.dataplane.codec.Buffers;
import dev.sluice.dataplane.codec.Refusal;
import dev.sluice.dataplane.exchange.BodySink;
import dev.sluice.dataplane.exchange.BodySource;
import dev.sluice.dataplane.exchange.Failure;
import dev.sluice.dataplane.exchange.HeaderSection;
import dev.sluice.dataplane.exchange.RequestHead;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** One request and its response on an HTTP/1.1 connection. */
final class Http1Attempt implements Attempt, BodySource, BodySink {
  private enum State {
    /** The final response has not begun. */
    HEAD,
    /** Within the response's body. */
    BODY,
    /** Switched to another protocol. */
    TUNNEL,
    OVER
  }

  private final Http1Connection connection;
  private final Try of;
  private final boolean used;
  private State state = State.HEAD;
  private boolean heard;

  // the request's body
  private boolean chunked;
  private boolean sent;
  private boolean held;
  private boolean broken;

  // the response's body
  private @Nullable BodyDecoder decoder;
  private @Nullable BodySink sink;
  private long length;
  private boolean keepAlive;
  private boolean paused;

  Http1Attempt(Http1Connection connection, Try of, boolean used) {
    this.connection = connection;
    this.of = of;
    this.used = used;
  }

  // ---- the request

  void send() {
    RequestHead request = of.exchange().request();
    CallBody body = of.body();
    ByteBuf out = Buffers.small();
    Http1RequestHead.write(out, request, body == null ? 0 : body.length());
    if (body == null) {
      sent = true;
      connection.output().writeLast(out);
    } else {
      chunked = body.length() < 0;
      connection.output().write(out);
      body.send(this);
    }
  }

  @Override
  public boolean write(ByteBuf data) {
    if (state == State.OVER || sent || !data.isReadable()) {
      data.release();
      return true;
    }
    of.touch();
    Http1Output out = connection.output();
    if (chunked && state != State.TUNNEL) {
      out.chunk(data);
    } else {
      out.write(data);
    }
    held = !out.writable();
    return !held;
  }

  @Override
  public void end(@Nullable HeaderSection trailers) {
    if (state == State.OVER || sent) {
      return;
    }
    sent = true;
    if (state == State.TUNNEL) {
      connection.abandon();
    } else if (chunked) {
      connection.output().lastChunk(trailers);
    }
  }

  /** The client broke off, and knows it: only the endpoint must learn that there is no more. */
  @Override
  public void fail(Failure cause) {
    cancel();
  }

  void writable() {
    if (held) {
      held = false;
      of.touch();
      CallBody body = of.body();
      if (state == State.TUNNEL) {
        of.exchange().switched().resume();
      } else if (body != null) {
        body.resume();
      }
    }
  }

  void sendingFailed() {
    CallBody body = of.body();
    if (!sent && body != null) {
      sent = true;
      broken = true;
      body.drop();
    }
  }

  // ---- the response

  /** Whether it can take bytes. */
  boolean flows() {
    return state == State.HEAD || (sink != null && !paused);
  }

  /** Takes what it can; false: needs more bytes, or more room. */
  boolean step(ByteBuf input) {
    return switch (state) {
      case HEAD -> readHead(input);
      case BODY -> decoder == null ? readOn(input) : readBody(input, decoder);
      case TUNNEL -> readOn(input);
      case OVER -> false;
    };
  }

  private boolean readHead(ByteBuf input) {
    heard |= input.isReadable();
    int end = connection.scanner.end(input);
    if (end < 0) {
      return false;
    }
    Http1ResponseHead parser = connection.parser;
    parser.parse(input, end, of.exchange().request().method());
    int status = connection.head.status();
    if (status == 101) {
      if (of.exchange().request().upgrade() == null) {
        throw Refusal.bad("101 without having been asked to switch.");
      }
      switchOver();
    } else if (status < 200) {
      of.interim(connection.head);
    } else {
      keepAlive = parser.keepAlive && !broken;
      length = parser.length;
      if (parser.length == Http1ResponseHead.ABSENT || parser.length == 0) {
        state = State.OVER;
        // The next to ask, perhaps from within what follows, finds the connection free.
        connection.over(keepAlive && sent);
        of.responds(connection.head, length == 0 ? BodySource.EMPTY : NoBody.UNKNOWN_LENGTH);
      } else {
        state = State.BODY;
        if (parser.length != Http1ResponseHead.UNTIL_CLOSE) {
          decoder = new BodyDecoder(parser.length, Http1ResponseHead.MOST_TRAILERS);
        }
        of.responds(connection.head, this);
      }
    }
    return true;
  }

  private void switchOver() {
    state = State.TUNNEL;
    sent = false;
    chunked = false;
    length = -1;
    of.responds(connection.head, this);
    if (state == State.TUNNEL) {
      of.exchange().switched().start(this);
    }
  }

  /** What ends when the peer closes. */
  private boolean readOn(ByteBuf input) {
    BodySink to = sink;
    if (to == null || paused || !input.isReadable()) {
      return false;
    }
    deliver(to, input.readRetainedSlice(input.readableBytes()));
    return true;
  }

  private boolean readBody(ByteBuf input, BodyDecoder framing) {
    BodySink to = sink;
    if (to == null || paused) {
      return false;
    }
    ByteBuf data = framing.next(input);
    if (data != null) {
      deliver(to, data);
      return true;
    }
    if (!framing.done()) {
      return false;
    }
    state = State.OVER;
    sink = null;
    connection.over(keepAlive && sent);
    to.end(framing.trailers());
    return true;
  }

  private void deliver(BodySink to, ByteBuf data) {
    of.touch();
    if (!to.write(data)) {
      paused = true;
    }
  }

  @Override
  public long length() {
    return length < 0 ? -1 : length;
  }

  @Override
  public void start(BodySink to) {
    if (state == State.OVER) {
      return;
    }
    sink = to;
    connection.deliver();
  }

  @Override
  public void resume() {
    if (paused) {
      paused = false;
      of.touch();
      connection.pump();
    }
  }

  // ---- the end

  @Override
  public void cancel() {
    if (state != State.OVER) {
      state = State.OVER;
      sink = null;
      connection.abandon();
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

  /** The bytes are no HTTP. The connection is closed. */
  void invalid() {
    finish(Failure.UPSTREAM_INVALID, false);
  }

  /** The peer has closed, and all that it had sent is taken. */
  void closed() {
    if (state == State.TUNNEL || (state == State.BODY && decoder == null)) {
      BodySink to = sink;
      state = State.OVER;
      sink = null;
      if (to != null) {
        to.end(null);
      }
    } else {
      finish(Failure.UPSTREAM_RESET, used && !heard);
    }
  }

  private void finish(Failure cause, boolean stale) {
    boolean begun = state != State.HEAD;
    BodySink to = sink;
    state = State.OVER;
    sink = null;
    if (!begun) {
      of.lost(cause, false, stale);
    } else if (to != null) {
      to.fail(cause);
    }
  }
}
