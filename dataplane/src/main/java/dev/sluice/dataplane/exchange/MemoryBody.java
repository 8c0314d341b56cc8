package dev.sluice.dataplane.exchange;

import io.netty.buffer.Unpooled;

/** A body that is in memory already and is never changed. One for each response. */
public final class MemoryBody implements BodySource {
  private final byte[] bytes;
  private boolean over;

  public MemoryBody(byte[] bytes) {
    this.bytes = bytes;
  }

  @Override
  public long length() {
    return bytes.length;
  }

  @Override
  public void start(BodySink sink) {
    if (over) {
      return;
    }
    over = true;
    if (bytes.length > 0) {
      sink.write(Unpooled.wrappedBuffer(bytes));
    }
    sink.end(null);
  }

  @Override
  public void resume() {}

  @Override
  public void cancel() {
    over = true;
  }
}
