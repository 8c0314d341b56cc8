package dev.sluice.dataplane.exchange;

import io.netty.buffer.ByteBuf;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A body on its way through a filter, as it comes; a filter overrides what it has a say in. */
public abstract class PassedBody implements BodySource, BodySink {
  private final BodySource source;
  private @Nullable BodySink sink;

  protected PassedBody(BodySource source) {
    this.source = source;
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
  }

  @Override
  public boolean write(ByteBuf data) {
    return sink().write(data);
  }

  @Override
  public void end(@Nullable HeaderSection trailers) {
    sink().end(trailers);
  }

  @Override
  public void fail(Failure cause) {
    sink().fail(cause);
  }
}
