package dev.sluice.dataplane.listener;

import dev.sluice.dataplane.exchange.HeaderSection;
import dev.sluice.dataplane.exchange.RequestHead;
import java.util.ArrayDeque;

/**
 * Heads of requests that are over, for those to come, the last one first: its block is in the
 * core's cache still. For one event loop.
 */
final class FreeHeads {
  private static final int MOST = 256;

  /** A block that a large head has made grow beyond this is not kept. */
  static final int MOST_BYTES = 4 << 10;

  private final ArrayDeque<RequestHead> free = new ArrayDeque<>();

  /** One to be cleared before use. */
  RequestHead take() {
    RequestHead head = free.pollLast();
    return head == null ? new RequestHead(new HeaderSection()) : head;
  }

  /** Nobody reads it any more. */
  void give(RequestHead head) {
    if (free.size() < MOST && head.bytes().length <= MOST_BYTES) {
      free.addLast(head);
    }
  }
}
