package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.exchange.BodySink;
import dev.sluice.dataplane.exchange.BodySource;
import dev.sluice.dataplane.exchange.Failure;
import dev.sluice.dataplane.exchange.HeaderSection;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Takes a body that nobody wants, so that its connection can be used again, unless it is long. */
final class Discard implements BodySink {
  private static final int MOST = 64 << 10;

  private final BodySource source;
  private int size;

  private Discard(BodySource source) {
    this.source = source;
  }

  static void of(BodySource body) {
    body.start(new Discard(body));
  }

  @Override
  public boolean write(ByteBuf data) {
    size += data.readableBytes();
    data.release();
    if (size > MOST) {
      source.cancel();
    }
    return true;
  }

  @Override
  public void end(@Nullable HeaderSection trailers) {}

  @Override
  public void fail(Failure cause) {}
}
