package dev.sluice.dataplane.exchange;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Takes a body as a whole, up to a size. For what must see all of it before anything goes on. */
public final class WholeBody implements BodySink {
  private static final int FIRST = 8 << 10;

  private final BodySource source;
  private final int most;
  private final Consumer<byte[]> whole;
  private final Runnable tooLong;
  private final Consumer<Failure> failed;
  private final ByteArrayOutputStream held;
  private boolean over;

  private WholeBody(
      BodySource source,
      int most,
      Consumer<byte[]> whole,
      Runnable tooLong,
      Consumer<Failure> failed) {
    this.source = source;
    this.most = most;
    this.whole = whole;
    this.tooLong = tooLong;
    this.failed = failed;
    // What a head announces is not there yet, and may never come.
    held =
        new ByteArrayOutputStream(
            (int) Math.min(Math.min(most, FIRST), Math.max(source.length(), 512)));
  }

  /**
   * Starts a body; then one of these is called, once, perhaps before this returns.
   *
   * @param most bytes; a longer one is cancelled
   */
  public static void of(
      BodySource source,
      int most,
      Consumer<byte[]> whole,
      Runnable tooLong,
      Consumer<Failure> failed) {
    source.start(new WholeBody(source, most, whole, tooLong, failed));
  }

  @Override
  public boolean write(ByteBuf data) {
    int size = data.readableBytes();
    if (!over && held.size() + size > most) {
      over = true;
      data.release();
      source.cancel();
      tooLong.run();
      return true;
    }
    if (!over) {
      byte[] bytes = new byte[size];
      data.readBytes(bytes);
      held.writeBytes(bytes);
    }
    data.release();
    return true;
  }

  @Override
  public void end(@Nullable HeaderSection trailers) {
    if (!over) {
      over = true;
      whole.accept(held.toByteArray());
    }
  }

  @Override
  public void fail(Failure cause) {
    if (!over) {
      over = true;
      failed.accept(cause);
    }
  }
}
