package dev.sluice.dataplane.filter.limits;

import dev.sluice.dataplane.exchange.BodySource;
import dev.sluice.dataplane.exchange.Exchange;
import dev.sluice.dataplane.exchange.Failure;
import dev.sluice.dataplane.exchange.HeaderSection;
import dev.sluice.dataplane.exchange.PassedBody;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** A body that does not say how long it is, until it is too long. */
final class LimitedBody extends PassedBody {
  private final Exchange exchange;
  private long left;
  private boolean over;

  LimitedBody(Exchange exchange, BodySource source, long most) {
    super(source);
    this.exchange = exchange;
    this.left = most;
  }

  @Override
  public void cancel() {
    over = true;
    super.cancel();
  }

  @Override
  public boolean write(ByteBuf data) {
    if (over) {
      data.release();
      return true;
    }
    left -= data.readableBytes();
    if (left >= 0) {
      return super.write(data);
    }
    data.release();
    cancel();
    // The client's answer first: what is told to the other end may make one of its own.
    exchange.breakOff(BodyLimitFilter.TOO_LARGE);
    super.fail(BodyLimitFilter.TOO_LARGE);
    return true;
  }

  @Override
  public void end(@Nullable HeaderSection trailers) {
    if (!over) {
      over = true;
      super.end(trailers);
    }
  }

  @Override
  public void fail(Failure cause) {
    if (!over) {
      over = true;
      super.fail(cause);
    }
  }
}
