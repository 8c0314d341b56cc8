package dev.sluice.dataplane.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import org.jspecify.annotations.Nullable;

/**
 * Bytes towards a peer, of one turn of its event loop: what is written before the loop turns to
 * others goes out in one piece, as each piece is a system call. On that loop.
 */
public final class GatheredOutput {
  private final ChannelHandlerContext context;
  private final Runnable later = this::later;
  private @Nullable ByteBuf open;
  private int generation;
  private boolean due;
  private boolean dirty;

  public GatheredOutput(ChannelHandlerContext context) {
    this.context = context;
  }

  /** What is being written to; null: nothing has been written yet. */
  public @Nullable ByteBuf begun() {
    return open;
  }

  /** How many buffers have been handed on: what stands in one of them cannot be changed. */
  public int generation() {
    return generation;
  }

  /** Where to write what is small. */
  public ByteBuf open() {
    ByteBuf to = open;
    if (to == null) {
      to = Buffers.small();
      open = to;
      due();
    }
    return to;
  }

  /** Takes bytes that are not copied behind the others, and their ownership. */
  public void write(ByteBuf data) {
    push();
    context.write(data, context.voidPromise());
    dirty = true;
    due();
  }

  private void due() {
    if (!due) {
      due = true;
      context.executor().execute(later);
    }
  }

  private void later() {
    due = false;
    flush();
  }

  /** Hands on to the channel, which thereby knows how much there is, what has been written. */
  public void push() {
    ByteBuf to = open;
    if (to != null) {
      open = null;
      generation++;
      context.write(to, context.voidPromise());
      dirty = true;
    }
  }

  /** Sends it now. */
  public void flush() {
    push();
    if (dirty) {
      dirty = false;
      context.flush();
    }
  }

  /** Sends it now; runs something when it is sent, or cannot be. */
  public void whenSent(Runnable task) {
    push();
    dirty = false;
    context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(sent -> task.run());
  }

  /** The connection is gone. */
  public void drop() {
    ByteBuf to = open;
    if (to != null) {
      open = null;
      generation++;
      to.release();
    }
  }
}
