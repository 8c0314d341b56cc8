package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.codec.Http2Room;
import dev.sluice.dataplane.codec.Http2Sending;
import dev.sluice.dataplane.codec.Refusal;
import dev.sluice.dataplane.exchange.BodySink;
import dev.sluice.dataplane.exchange.BodySource;
import dev.sluice.dataplane.exchange.Failure;
import dev.sluice.dataplane.exchange.HeaderSection;
import dev.sluice.dataplane.exchange.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Error;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request and its response on a stream of an HTTP/2 connection (RFC 9113 §8.1). */
final class Http2Attempt implements Attempt, BodySink, Http2Sending.Owner {
  private static final Logger LOG = LoggerFactory.getLogger(Http2Attempt.class);

  final int id;
  private final Http2Connection connection;
  private final Http2Output output;
  private final Try of;
  private final Http2Sending sending;
  private final Http2ResponseBody response;

  /** The response's head has come. */
  private boolean began;

  /** Anything has come. */
  private boolean heard;

  /** Our last is said. */
  private boolean sent;

  /** The stream is over. */
  private boolean closed;

  Http2Attempt(Http2Connection connection, Http2Output output, Http2Room room, int id, Try of) {
    this.connection = connection;
    this.output = output;
    this.id = id;
    this.of = of;
    this.sending = new Http2Sending(this, output, room, id);
    this.response = new Http2ResponseBody(this, output, of);
  }

  // ---- the request

  void begin() {
    of.attempt(this);
    CallBody body = of.body();
    long length = body == null ? 0 : body.length();
    if (!output.head(id, of.exchange().request(), length, body == null, sending)) {
      // The endpoint takes no fields that large, and has not heard of this stream.
      close();
      broken(Failure.UPSTREAM_RESET, false);
    } else if (body == null) {
      sending.endedByHead();
    } else {
      body.send(this);
    }
  }

  @Override
  public boolean write(ByteBuf data) {
    if (closed || sent || !data.isReadable()) {
      data.release();
      return true;
    }
    of.touch();
    return sending.write(data);
  }

  @Override
  public void end(@Nullable HeaderSection last) {
    if (!closed && !sent) {
      sending.end(last);
    }
  }

  /** The client broke off, and knows it: only the endpoint must learn that there is no more. */
  @Override
  public void fail(Failure cause) {
    cancel();
  }

  @Override
  public void sent() {
    sent = true;
  }

  @Override
  public void more() {
    of.touch();
    CallBody body = of.body();
    if (body != null && !closed) {
      body.resume();
    }
  }

  @Override
  public void tooLarge() {
    reset(Http2Error.CANCEL);
    broken(Failure.UPSTREAM_RESET, false);
  }

  /** The body that goes out. */
  Http2Sending sending() {
    return sending;
  }

  // ---- the response

  void headers(Http2ResponseBlock fields, boolean ends) {
    if (response.lastCame()) {
      return;
    }
    heard = true;
    try {
      if (!began) {
        begin(fields, ends);
      } else if (ends) {
        response.ends(fields.trailers());
      } else {
        throw Refusal.bad("Trailers do not end the stream.");
      }
    } catch (Refusal refusal) {
      invalid();
    } catch (RuntimeException e) {
      bug(e);
    }
  }

  private void begin(Http2ResponseBlock fields, boolean ends) {
    ResponseHead head = fields.response();
    int status = head.status();
    if (status < 200) {
      if (ends) {
        throw Refusal.bad("A response ends before it begins.");
      }
      of.interim(head);
      return;
    }
    boolean silent =
        status == 204 || status == 304 || of.exchange().request().method().equals("HEAD");
    long length = Http2ResponseBlock.declared(head.headers());
    if (ends && !silent && length > 0) {
      throw Refusal.bad("The body is not as long as Content-Length says.");
    }
    began = true;
    if (ends) {
      response.none();
      received();
      of.responds(head, silent ? NoBody.UNKNOWN_LENGTH : BodySource.EMPTY);
    } else {
      response.announced(silent ? -1 : length);
      of.responds(head, response);
    }
  }

  /** Takes bytes, and their ownership. */
  void data(ByteBuf data, int padding, boolean last) {
    if (response.lastCame()) {
      data.release();
      return;
    }
    heard = true;
    if (!began) {
      data.release();
      invalid();
      return;
    }
    try {
      response.comes(data, padding, last);
    } catch (Refusal refusal) {
      invalid();
    } catch (RuntimeException e) {
      bug(e);
    }
  }

  /** In what a response runs through: others on the connection have nothing to do with it. */
  private void bug(RuntimeException e) {
    LOG.error("upstream: a response was not passed on", e);
    invalid();
  }

  // ---- the end

  /** The whole response is there, and handed on. */
  void received() {
    if (sent) {
      close();
    } else {
      // What is left of the request is not wanted (RFC 9113 §8.1).
      reset(Http2Error.NO_ERROR);
    }
  }

  /** Whether the stream is over, though some of what has come on it may wait. */
  boolean closed() {
    return closed;
  }

  private void reset(Http2Error error) {
    if (!closed) {
      output.reset(id, error);
      close();
    }
  }

  private void close() {
    if (!closed) {
      closed = true;
      sending.drop();
      connection.closed(this);
    }
  }

  @Override
  public void cancel() {
    if (!response.over()) {
      response.leave();
      reset(Http2Error.CANCEL);
    }
  }

  @Override
  public void breakOff(Failure cause) {
    if (!response.over()) {
      BodySink to = response.leave();
      reset(Http2Error.CANCEL);
      if (to != null) {
        to.fail(cause);
      }
    }
  }

  /** What has come on this stream may not come. */
  void invalid() {
    reset(Http2Error.PROTOCOL_ERROR);
    broken(Failure.UPSTREAM_INVALID, false);
  }

  /**
   * The endpoint has taken the stream back.
   *
   * @param unprocessed it says that it has not looked at the request
   */
  void abandoned(boolean unprocessed) {
    close();
    if (!response.lastCame()) {
      broken(Failure.UPSTREAM_RESET, unprocessed);
    }
  }

  /** The connection is lost; what has come in whole is delivered all the same. */
  void lost(Failure cause) {
    close();
    if (!response.lastCame()) {
      broken(cause, false);
    }
  }

  private void broken(Failure cause, boolean unprocessed) {
    if (response.over()) {
      return;
    }
    if (began) {
      response.breaks(cause);
    } else {
      response.leave();
      of.lost(cause, unprocessed, !heard);
    }
  }
}
