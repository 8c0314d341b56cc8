package dev.sluice.dataplane.filter.mirror;

import dev.sluice.dataplane.exchange.BodySink;
import dev.sluice.dataplane.exchange.BodySource;
import dev.sluice.dataplane.exchange.Failure;
import dev.sluice.dataplane.exchange.HeaderSection;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A request's body as its backend reads it, and at the pace of the backend alone. */
final class Tee implements BodySource, BodySink {
  private final BodySource source;
  private final List<CopiedBody> copies;
  private @Nullable BodySink sink;

  Tee(BodySource source, List<CopiedBody> copies) {
    this.source = source;
    this.copies = copies;
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
    source.cancel();
    copies.forEach(CopiedBody::broken);
  }

  @Override
  public boolean write(ByteBuf data) {
    for (CopiedBody copy : copies) {
      copy.offer(data.retainedDuplicate());
    }
    return sink().write(data);
  }

  @Override
  public void end(@Nullable HeaderSection trailers) {
    copies.forEach(copy -> copy.complete(trailers));
    sink().end(trailers);
  }

  @Override
  public void fail(Failure cause) {
    copies.forEach(CopiedBody::broken);
    sink().fail(cause);
  }
}
