package dev.sluice.dataplane.listener;

import dev.sluice.dataplane.codec.BodyDecoder;
import dev.sluice.dataplane.codec.Refusal;
import dev.sluice.dataplane.exchange.BodySource;
import dev.sluice.dataplane.exchange.Client;
import dev.sluice.dataplane.exchange.Exchange;
import dev.sluice.dataplane.exchange.Failure;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * One request on HTTP/1.1 and its answer, from the head on. A connection has one of these, and uses
 * it for one exchange after the other.
 */
final class Http1Turn {
  private enum State {
    /** Nothing is under way. */
    NONE,
    /** Within the request's body. */
    BODY,
    /** The request is whole, its response is not. */
    RESPONSE,
    /** Switched to another protocol. */
    TUNNEL
  }

  private final Http1Connection connection;
  private final Loop loop;
  private final ListenerEvents events;
  private State state = State.NONE;

  private final Pace pace;
  private @Nullable BodyDecoder decoder;
  private @Nullable Http1RequestBody body;
  private @Nullable Http1Response response;
  private @Nullable Exchange exchange;
  private boolean keepAlive = true;
  private boolean continueDue;
  private long received;
  private long drained;

  Http1Turn(Http1Connection connection, Loop loop, ListenerEvents events) {
    this.connection = connection;
    this.loop = loop;
    this.events = events;
    this.pace = new Pace(loop.limits);
  }

  /** The head of a request is there. */
  void begin(Http1Heads heads, Client client) {
    HeadParser parser = heads.parser;
    long most = loop.limits.body();
    if (most > 0 && parser.length > most) {
      throw new Refusal(413, "The body is too large.");
    }
    keepAlive = parser.keepAlive && !loop.draining();
    continueDue = parser.expectsContinue;
    drained = 0;
    received = 0;
    BodySource bytes = BodySource.EMPTY;
    if (parser.length == 0) {
      decoder = null;
      body = null;
      state = State.RESPONSE;
    } else {
      pace.begin(System.nanoTime());
      decoder = new BodyDecoder(parser.length, loop.limits.requestLine());
      Http1RequestBody comes = new Http1RequestBody(connection, parser.length);
      body = comes;
      bytes = comes;
      state = State.BODY;
    }
    Http1Response back = new Http1Response(connection, heads.head);
    response = back;
    Exchange made = new Exchange(heads.head, bytes, client, back, heads.startNanos);
    back.exchange(made);
    exchange = made;
    events.begins();
    loop.handle(made);
  }

  /** Neither the request nor its answer is still under way. */
  boolean over() {
    return state == State.NONE;
  }

  /** Whether it needs bytes to go on. */
  boolean wantsBytes() {
    Http1RequestBody to = body;
    return (state == State.BODY || state == State.TUNNEL) && to != null && to.flows();
  }

  /** The request is whole, and the client waits for the answer. */
  boolean waits() {
    return state == State.RESPONSE;
  }

  /** Waits for an answer that has not begun, and could be told to wait on. */
  boolean silent() {
    Exchange waiting = exchange;
    return state == State.RESPONSE
        && waiting != null
        && !waiting.answered()
        && waiting.request().version() == 11;
  }

  /** Takes what it can; false: needs more bytes, or more room, or nothing. */
  boolean step(ByteBuf input) {
    Http1RequestBody to = body;
    if (to == null || !to.flows()) {
      return false;
    }
    return switch (state) {
      case NONE, RESPONSE -> false;
      case BODY -> readBody(input, to);
      case TUNNEL -> {
        if (input.isReadable()) {
          to.data(input.readRetainedSlice(input.readableBytes()));
        }
        yield false;
      }
    };
  }

  private boolean readBody(ByteBuf input, Http1RequestBody to) {
    BodyDecoder framing = decoder;
    if (framing == null) {
      return false;
    }
    ByteBuf data = framing.next(input);
    if (data != null) {
      int size = data.readableBytes();
      long now = System.nanoTime();
      pace.came(now, size);
      received += size;
      if (loop.limits.body() > 0 && received > loop.limits.body()) {
        data.release();
        throw new Refusal(413, "The body is too large.");
      }
      drained += to.cancelled() ? size : 0;
      to.data(data);
      if (!to.flows()) {
        pace.held(now);
      }
      if (drained > loop.limits.drain() && response == null) {
        connection.linger();
        return false;
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
    return false;
  }

  /** Somebody wants the body, or wants more of it. */
  void bodyWanted(boolean somethingThere) {
    pace.wanted(System.nanoTime());
    if (continueDue && state == State.BODY) {
      continueDue = false;
      if (!somethingThere) {
        connection.output().sayContinue();
      }
    }
  }

  // ---- the answer

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
    Http1RequestBody bytes = new Http1RequestBody(connection, -1);
    body = bytes;
    return bytes;
  }

  void writable() {
    Http1Response back = response;
    if (back != null) {
      back.writable();
    }
  }

  /** The last byte of the response has been written. */
  void finished(boolean switched) {
    finish();
    if (switched || !keepAlive) {
      connection.linger();
    } else if (state == State.RESPONSE) {
      next();
    } else {
      connection.pump();
    }
  }

  private void finish() {
    Exchange done = exchange;
    exchange = null;
    response = null;
    if (done != null) {
      done.finish();
      events.ends();
    }
  }

  private void next() {
    state = State.NONE;
    body = null;
    decoder = null;
    if (keepAlive) {
      connection.next();
    } else {
      connection.linger();
    }
  }

  // ---- the end

  /** The response cannot be completed. */
  void broken() {
    finish();
  }

  /** There is no more time for it. */
  void cut() {
    Http1Response back = response;
    if (back == null) {
      connection.linger();
    } else {
      back.cut();
    }
  }

  /** The head was fine, the body is not. False: nothing is under way. */
  boolean refuse(Refusal refusal) {
    Exchange running = exchange;
    keepAlive = false;
    if (running == null) {
      return false;
    }
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
      connection.broken();
    }
    return true;
  }

  /** The client has left. */
  void gone() {
    Exchange running = exchange;
    exchange = null;
    Http1RequestBody bytes = body;
    Http1Response back = response;
    response = null;
    if (bytes != null) {
      bytes.fail(Failure.CLIENT_GONE);
    }
    if (running != null) {
      running.abort(Failure.CLIENT_GONE);
      events.ends();
    }
    if (back != null) {
      back.gone();
    }
  }

  /** A body that is wanted does not come for ever. */
  void tick(long now) {
    Exchange waiting = exchange;
    if (state != State.BODY || !pace.late(now, wantsBytes())) {
      return;
    }
    if (waiting == null) {
      connection.linger();
    } else if (!waiting.answered() && !waiting.grpc()) {
      refuse(new Refusal(408, "The body did not come in time."));
    }
  }
}
