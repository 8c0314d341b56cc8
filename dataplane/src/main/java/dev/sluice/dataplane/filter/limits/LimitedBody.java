package dev.sluice.dataplane.filter.limits;

import dev.sluice.dataplane.exchange.BodySink;
import dev.sluice.dataplane.exchange.BodySource;
import dev.sluice.dataplane.exchange.Exchange;
import dev.sluice.dataplane.exchange.Failure;
import dev.sluice.dataplane.exchange.HeaderSection;
import io.netty.buffer.ByteBuf;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A body that does not say how long it is, until it is too long. */
final class LimitedBody implements BodySource, BodySink {
  private final Exchange exchange;
  private final BodySource source;
  private long left;
  private @Nullable BodySink sink;
  private boolean over;

  LimitedBody(Exchange exchange, BodySource source, long most) {
    this.exchange = exchange;
    this.source = source;
    this.left = most;
  }

  private BodySink sink() {
    return Objects.requireNonNull(sink);
  }

  @Override
  public long length() {
    return source.length();
  }

  @Override
  public void start(BodySink to) {
    sink = to;
    source.start(this);
  }

  @Override
  public void resume() {
    source.resume();
  }

  @Override
  public void cancel() {
    over = true;
    source.cancel();
  }

  @Override
  public boolean write(ByteBuf data) {
    if (over) {
      data.release();
      return true;
    }
    left -= data.readableBytes();
    if (left >= 0) {
      return sink().write(data);
    }
    data.release();
    over = true;
    source.cancel();
    // The client's answer first: what is told to the other end may make one of its own.
    exchange.breakOff(BodyLimitFilter.TOO_LARGE);
    sink().fail(BodyLimitFilter.TOO_LARGE);
    return true;
  }

  @Override
  public void end(@Nullable HeaderSection trailers) {
    if (!over) {
      over = true;
      sink().end(trailers);
    }
  }

  @Override
  public void fail(Failure cause) {
    if (!over) {
      over = true;
      sink().fail(cause);
    }
  }
}
