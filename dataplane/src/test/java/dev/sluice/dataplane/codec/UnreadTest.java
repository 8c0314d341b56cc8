package dev.sluice.dataplane.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class UnreadTest {
  private static final int READ = 2_048;

  private final PooledByteBufAllocator allocator = new PooledByteBufAllocator(true);
  private final Unread unread = new Unread();

  /** As frames that end within a read, again and again: what is read must not stay. */
  @Test
  void what_has_been_read_is_dropped_though_something_always_waits() {
    int largest = 0;
    long wanted = 0;
    long sent = 0;
    for (int read = 0; read < 20_000; read++) {
      ByteBuf more = allocator.buffer(READ);
      for (int i = 0; i < READ; i++) {
        more.writeByte((byte) sent++);
      }
      unread.add(allocator, more);
      ByteBuf bytes = unread.bytes();
      while (bytes.readableBytes() > 100) {
        assertThat(bytes.readByte()).isEqualTo((byte) wanted++);
      }
      largest = Math.max(largest, bytes.capacity());
    }
    assertThat(largest).isLessThan(3 * READ);
    unread.drop();
  }

  @Test
  void parts_that_others_hold_keep_their_bytes() {
    Random random = new Random(3);
    List<ByteBuf> held = new ArrayList<>();
    List<Byte> first = new ArrayList<>();
    byte sent = 0;
    byte wanted = 0;
    int largest = 0;
    for (int read = 0; read < 5_000; read++) {
      ByteBuf more = allocator.buffer(READ);
      for (int i = random.nextInt(READ); i > 0; i--) {
        more.writeByte(sent++);
      }
      unread.add(allocator, more);
      ByteBuf bytes = unread.bytes();
      while (bytes.readableBytes() > 50) {
        int length = 1 + random.nextInt(bytes.readableBytes() - 1);
        first.add(wanted);
        held.add(bytes.readRetainedSlice(length));
        wanted += (byte) length;
      }
      largest = Math.max(largest, bytes.capacity());
      while (held.size() > 20) {
        byte next = first.remove(0);
        ByteBuf part = held.remove(0);
        while (part.isReadable()) {
          assertThat(part.readByte()).isEqualTo(next++);
        }
        part.release();
      }
    }
    assertThat(largest).isLessThan(4 * READ);
    held.forEach(ByteBuf::release);
    unread.drop();
  }

  /** A head that comes byte by byte must not be copied for each. */
  @Test
  void what_grows_is_copied_seldom() {
    int copies = 0;
    ByteBuf before = unread.bytes();
    for (int i = 0; i < 64_000; i++) {
      unread.add(allocator, Unpooled.wrappedBuffer(new byte[] {1}));
      copies += unread.bytes() == before ? 0 : 1;
      before = unread.bytes();
    }
    assertThat(unread.bytes().readableBytes()).isEqualTo(64_000);
    assertThat(copies).isLessThan(25);
    unread.drop();
  }
}
