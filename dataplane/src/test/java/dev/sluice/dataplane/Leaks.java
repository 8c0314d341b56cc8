package dev.sluice.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a class of tests when a buffer has gone without having been released, in it or, if it was
 * found late, in one before it. The pool never gets such memory back. Registered for all classes;
 * that every buffer is watched is said to the JVM of the tests, in the pom. Where the buffer came
 * from is told with {@code -Dio.netty.leakDetection.level=paranoid}.
 */
public final class Leaks implements BeforeAllCallback, AfterAllCallback {
  private static final Queue<String> FOUND = new ConcurrentLinkedQueue<>();

  @Override
  public void beforeAll(ExtensionContext context) {
    ByteBufUtil.setLeakListener((type, records) -> FOUND.add(type + records));
  }

  @Override
  public void afterAll(ExtensionContext context) throws InterruptedException {
    assertThat(found()).as("buffers that nobody has released").isEmpty();
  }

  /** What has been found since this was last asked. */
  static List<String> found() throws InterruptedException {
    if (ResourceLeakDetector.isEnabled()) {
      collect();
      // Netty looks for those that are gone when it makes the next one.
      PooledByteBufAllocator.DEFAULT.buffer().release();
    }
    List<String> all = new ArrayList<>();
    for (String each = FOUND.poll(); each != null; each = FOUND.poll()) {
      all.add(each);
    }
    return all;
  }

  private static void collect() throws InterruptedException {
    ReferenceQueue<Object> gone = new ReferenceQueue<>();
    WeakReference<Object> last = new WeakReference<>(new Object(), gone);
    System.gc();
    assertThat(gone.remove(5_000)).isSameAs(last);
  }
}
