package dev.sluice.dataplane.listener;

import dev.sluice.dataplane.exchange.BodySink;
import dev.sluice.dataplane.exchange.BodySource;
import dev.sluice.dataplane.exchange.EventStream;
import dev.sluice.dataplane.exchange.Exchange;
import dev.sluice.dataplane.exchange.Failure;
import dev.sluice.dataplane.exchange.HeaderSection;
import dev.sluice.dataplane.exchange.RequestHead;
import dev.sluice.dataplane.exchange.Responder;
import dev.sluice.dataplane.exchange.ResponseHead;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The way back of one exchange on HTTP/1.1: frames the response and writes it. */
final class Http1Response implements Responder, BodySink {
  private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] CRLF = {'\r', '\n'};

  private final Http1Connection connection;
  private final RequestHead request;
  private @Nullable Exchange exchange;
  private @Nullable BodySource source;
  private @Nullable ResponseHead head;
  private boolean chunked;
  private boolean silent;
  private long left = -1;
  private boolean paused;
  private boolean over;
  private @Nullable Http1RequestBody switched;
  private @Nullable WebSocketFrames frames;

  Http1Response(Http1Connection connection, RequestHead request) {
    this.connection = connection;
    this.request = request;
  }

  void exchange(Exchange made) {
    exchange = made;
  }

  @Override
  public void interim(ResponseHead interim) {
    if (over || source != null || request.version() != 11 || interim.status() == 100) {
      return;
    }
    ByteBuf out = connection.output().open();
    Http1Head.write(out, interim, -1);
    out.writeBytes(CRLF);
  }

  @Override
  public void respond(ResponseHead response, BodySource body) {
    if (over) {
      body.cancel();
      return;
    }
    source = body;
    head = response;
    int status = response.status();
    ByteBuf out = connection.output().open();
    if (status == 101) {
      switched = connection.turn().tunnel();
      frames = "websocket".equals(request.upgrade()) ? new WebSocketFrames() : null;
      Http1Head.write(out, response, -1);
      Http1Head.upgrade(out);
    } else {
      boolean toHead = request.method().equals("HEAD");
      long length = body.length();
      silent = toHead || status == 204 || status == 304;
      long declared = silent && status != 204 ? Http1Head.declared(response) : -1;
      Http1Head.write(out, response, silent ? declared : length);
      if (silent) {
        if (toHead && declared < 0 && length >= 0) {
          Http1Head.contentLength(out, length);
        }
      } else if (length >= 0) {
        left = length;
      } else if (request.version() == 11) {
        chunked = true;
        Http1Head.chunked(out);
      } else {
        connection.turn().closeAfterwards();
      }
      Http1Head.date(out, response, connection.output().date());
      Http1Head.connection(out, connection.turn().staysOpen(), request.version());
    }
    out.writeBytes(CRLF);
    if (silent) {
      body.cancel();
      finished();
    } else {
      body.start(this);
    }
  }

  @Override
  public void last() {
    connection.turn().closeAfterwards();
  }

  @Override
  public boolean write(ByteBuf data) {
    int size = data.readableBytes();
    if (over || size == 0) {
      data.release();
      return true;
    }
    if (left >= 0) {
      if (size > left) {
        data.release();
        fail(Failure.UPSTREAM_INVALID);
        return true;
      }
      left -= size;
    }
    WebSocketFrames passed = frames;
    if (passed != null) {
      passed.pass(data);
    }
    if (chunked) {
      connection.output().chunk(data);
    } else {
      connection.output().body(data);
    }
    paused = !connection.output().writable();
    return !paused;
  }

  @Override
  public void end(@Nullable HeaderSection trailers) {
    if (over) {
      return;
    }
    if (left > 0) {
      fail(Failure.UPSTREAM_INVALID);
      return;
    }
    if (chunked) {
      ByteBuf out = connection.output().open();
      if (trailers == null) {
        out.writeBytes(LAST_CHUNK);
      } else {
        out.writeByte('0').writeBytes(CRLF);
        trailers.writeHttp1(out);
        out.writeBytes(CRLF);
      }
    }
    finished();
  }

  private void finished() {
    over = true;
    connection.turn().finished(switched != null);
  }

  @Override
  public void fail(Failure cause) {
    if (over) {
      return;
    }
    over = true;
    Exchange of = exchange;
    if (of != null) {
      of.fail(cause);
    }
    BodySource from = source;
    if (from != null) {
      from.cancel();
    }
    connection.broken();
  }

  /** There is no more time: ends what may end here, and breaks off the rest. */
  void cut() {
    Exchange of = exchange;
    BodySource from = source;
    ResponseHead said = head;
    WebSocketFrames passed = frames;
    if (over || of == null) {
      return;
    }
    if (from == null || said == null) {
      of.fail(Failure.ENDING);
    } else if (passed != null ? passed.open() : EventStream.is(said)) {
      of.note(Failure.ENDING);
      if (passed != null) {
        connection.output().open().writeBytes(WebSocketFrames.goingAway());
      }
      from.cancel();
      end(null);
    } else {
      fail(Failure.ENDING);
    }
  }

  void writable() {
    BodySource from = source;
    if (paused && from != null && !over) {
      paused = false;
      from.resume();
    }
  }

  /** The connection is gone. */
  void gone() {
    if (!over) {
      over = true;
      BodySource from = source;
      if (from != null) {
        from.cancel();
      }
    }
  }

  @Override
  public BodySource switched() {
    Http1RequestBody bytes = switched;
    if (bytes == null) {
      throw new IllegalStateException("nothing has been switched");
    }
    return bytes;
  }

  @Override
  public Runnable after(long millis, Runnable task) {
    return connection.output().after(millis, task);
  }
}
