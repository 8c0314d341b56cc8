package dev.sluice.dataplane.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.RecvByteBufAllocator.Handle;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BuffersTest {
  private static final int SMALL = 4 << 10;

  @AfterEach
  void forget() {
    FastThreadLocal.removeAll();
  }

  @Test
  void the_one_given_back_last_is_taken_first_and_is_empty() {
    ByteBuf first = Buffers.small();
    ByteBuf second = Buffers.small();
    second.writeLong(1).readByte();
    first.release();
    second.release();
    assertThat(Buffers.small()).isSameAs(second);
    assertThat(second.refCnt()).isEqualTo(1);
    assertThat(second.readableBytes()).isZero();
    assertThat(second.writerIndex()).isZero();
    assertThat(Buffers.small()).isSameAs(first);
    first.release();
    second.release();
  }

  @Test
  void one_is_free_only_when_its_last_holder_lets_it_go() {
    ByteBuf buffer = Buffers.small().writeLong(1);
    ByteBuf part = buffer.readRetainedSlice(4);
    buffer.release();
    ByteBuf other = Buffers.small();
    assertThat(other).isNotSameAs(buffer);
    assertThat(ByteBufUtil.getBytes(part)).containsExactly(0, 0, 0, 0);
    part.release();
    assertThat(Buffers.small()).isSameAs(buffer);
    buffer.release();
    other.release();
  }

  @Test
  void one_that_has_grown_is_not_kept() {
    ByteBuf buffer = Buffers.small();
    buffer.writeZero(SMALL + 1);
    buffer.release();
    ByteBuf next = Buffers.small();
    assertThat(next).isNotSameAs(buffer);
    assertThat(next.capacity()).isEqualTo(SMALL);
    next.release();
  }

  @Test
  void one_that_another_thread_gives_back_is_not_kept() throws Exception {
    ByteBuf buffer = Buffers.small();
    Thread other = new Thread(buffer::release);
    other.start();
    other.join();
    assertThat(buffer.refCnt()).isZero();
    ByteBuf next = Buffers.small();
    assertThat(next).isNotSameAs(buffer);
    next.release();
  }

  @Test
  void no_more_are_kept_than_a_mebibyte() {
    Set<ByteBuf> all = taken(300);
    all.forEach(ByteBuf::release);
    Set<ByteBuf> again = taken(300);
    assertThat(again.stream().filter(all::contains).count()).isEqualTo(256);
    again.forEach(ByteBuf::release);
  }

  private static Set<ByteBuf> taken(int count) {
    Set<ByteBuf> all = Collections.newSetFromMap(new IdentityHashMap<>());
    for (int i = 0; i < count; i++) {
      all.add(Buffers.small());
    }
    return all;
  }

  @Test
  void reads_grow_at_once_while_they_come_back_full_and_shrink_when_twice_too_large() {
    Handle handle = Buffers.READS.newHandle();
    assertThat(handle.guess()).isEqualTo(SMALL);
    assertThat(sizeAfter(handle, 600)).isEqualTo(SMALL);
    assertThat(sizeAfter(handle, SMALL)).isEqualTo(4 * SMALL);
    assertThat(sizeAfter(handle, 4 * SMALL)).isEqualTo(16 * SMALL);
    assertThat(sizeAfter(handle, 16 * SMALL)).isEqualTo(16 * SMALL);
    assertThat(sizeAfter(handle, 600)).isEqualTo(16 * SMALL);
    assertThat(sizeAfter(handle, 8 * SMALL)).isEqualTo(16 * SMALL);
    assertThat(sizeAfter(handle, 600)).isEqualTo(16 * SMALL);
    assertThat(sizeAfter(handle, 600)).isEqualTo(4 * SMALL);
    assertThat(sizeAfter(handle, 600)).isEqualTo(4 * SMALL);
    assertThat(sizeAfter(handle, 600)).isEqualTo(SMALL);
    assertThat(sizeAfter(handle, 600)).isEqualTo(SMALL);
  }

  /** One read of that many bytes, of as many as it asks for; the size of the next one. */
  private static int sizeAfter(Handle handle, int bytes) {
    EmbeddedChannel channel = new EmbeddedChannel();
    handle.reset(channel.config());
    ByteBuf buffer = handle.allocate(Buffers.POOL);
    assertThat(buffer.writableBytes()).isGreaterThanOrEqualTo(handle.guess());
    handle.attemptedBytesRead(handle.guess());
    handle.incMessagesRead(1);
    handle.lastBytesRead(bytes);
    handle.readComplete();
    buffer.release();
    channel.close();
    return handle.guess();
  }
}
