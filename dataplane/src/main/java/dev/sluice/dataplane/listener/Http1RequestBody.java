package dev.sluice.dataplane.listener;

import dev.sluice.dataplane.exchange.BodySink;
import dev.sluice.dataplane.exchange.BodySource;
import dev.sluice.dataplane.exchange.Failure;
import dev.sluice.dataplane.exchange.HeaderSection;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** The client's bytes on their way to whoever wants them; pulled through its connection. */
final class Http1RequestBody implements BodySource {
  private final Http1Connection connection;
  private final long length;
  private @Nullable BodySink sink;
  private boolean paused;
  private boolean cancelled;
  private boolean over;

  /** A length of -1 is that of a tunnel or of chunks. */
  Http1RequestBody(Http1Connection connection, long length) {
    this.connection = connection;
    this.length = length;
  }

  boolean flows() {
    return cancelled || (sink != null && !paused);
  }

  boolean started() {
    return sink != null;
  }

  boolean cancelled() {
    return cancelled;
  }

  @Override
  public long length() {
    return length;
  }

  @Override
  public void start(BodySink to) {
    if (over || cancelled) {
      return;
    }
    sink = to;
    connection.bodyWanted();
  }

  @Override
  public void resume() {
    if (paused) {
      paused = false;
      connection.bodyWanted();
    }
  }

  @Override
  public void cancel() {
    if (!cancelled && !over) {
      cancelled = true;
      sink = null;
    }
  }

  void data(ByteBuf data) {
    BodySink to = sink;
    if (to == null) {
      data.release();
    } else if (!to.write(data)) {
      paused = true;
    }
  }

  void end(@Nullable HeaderSection trailers) {
    over = true;
    BodySink to = sink;
    sink = null;
    if (to != null) {
      to.end(trailers);
    }
  }

  void fail(Failure cause) {
    over = true;
    BodySink to = sink;
    sink = null;
    if (to != null) {
      to.fail(cause);
    }
  }
}
