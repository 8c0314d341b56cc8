package dev.sluice.dataplane.exchange;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Where the bytes of one body go. Calls come in the order: write*, then end or fail, once. */
public interface BodySink {
  /**
   * Takes bytes, and their ownership with them: whoever implements this releases them.
   *
   * @return false: hold back until {@link BodySource#resume()}. What has been delivered is taken
   *     all the same.
   */
  boolean write(ByteBuf data);

  /** The body is complete. */
  void end(@Nullable HeaderSection trailers);

  /** The body will never be complete: whoever receives it must be able to tell. */
  void fail(Failure cause);
}
