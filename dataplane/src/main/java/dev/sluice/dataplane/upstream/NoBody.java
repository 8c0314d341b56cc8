package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.exchange.BodySink;
import dev.sluice.dataplane.exchange.BodySource;

/** A response that has no body whatever its fields say: to HEAD, and 204 and 304. */
final class NoBody implements BodySource {
  /** Says nothing of the length that another answer would have had. */
  static final NoBody UNKNOWN_LENGTH = new NoBody();

  private NoBody() {}

  @Override
  public long length() {
    return -1;
  }

  @Override
  public void start(BodySink sink) {
    sink.end(null);
  }

  @Override
  public void resume() {}

  @Override
  public void cancel() {}
}
