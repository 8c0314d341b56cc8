package dev.sluice.dataplane.exchange;

import java.nio.charset.StandardCharsets;

/** Tells a stream of server-sent events, which has no end that one could wait for. */
public final class EventStream {
  private static final byte[] TYPE = "text/event-stream".getBytes(StandardCharsets.US_ASCII);

  private EventStream() {}

  public static boolean is(ResponseHead head) {
    HeaderSection headers = head.headers();
    int at = headers.find(HeaderName.CONTENT_TYPE);
    if (at < 0) {
      return false;
    }
    int start = headers.valueStart(at);
    if (headers.valueEnd(at) - start < TYPE.length) {
      return false;
    }
    byte[] bytes = headers.bytes();
    for (int i = 0; i < TYPE.length; i++) {
      if ((bytes[start + i] | 0x20) != (TYPE[i] | 0x20)) {
        return false;
      }
    }
    return true;
  }
}
