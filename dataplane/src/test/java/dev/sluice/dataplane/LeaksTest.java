package dev.sluice.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.PooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** That the guard of all the others would see something. */
class LeaksTest {
  @Test
  void a_buffer_that_nobody_releases_is_found() throws InterruptedException {
    leave();
    List<String> found = new ArrayList<>(Leaks.found());
    for (int more = 0; found.isEmpty() && more < 20; more++) {
      found.addAll(Leaks.found());
    }
    assertThat(found).hasSize(1).first().asString().startsWith("ByteBuf");
  }

  private static void leave() {
    PooledByteBufAllocator.DEFAULT.buffer(100).writeByte(1);
  }
}
