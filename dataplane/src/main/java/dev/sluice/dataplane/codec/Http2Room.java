package dev.sluice.dataplane.codec;

import io.netty.channel.Channel;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import java.util.ArrayDeque;

/**
 * How much of all bodies a connection takes now, as its socket and its peer have it (RFC 9113
 * §5.2), and who waits for more: each goes on in its turn.
 */
public final class Http2Room {
  private static final int FIRST_WINDOW = (1 << 16) - 1;

  /** Bytes beyond what makes a socket's queue full: of heads and answers, for which none waits. */
  private static final long MOST_UNREAD = 1 << 20;

  private final Channel channel;
  private final ArrayDeque<Http2Sending> waiting = new ArrayDeque<>();
  private int window = FIRST_WINDOW;
  private int streamWindow = FIRST_WINDOW;

  public Http2Room(Channel channel) {
    this.channel = channel;
  }

  /** Whether bodies are taken. */
  boolean any() {
    return window > 0 && channel.isWritable();
  }

  /** Whether the peer goes on asking, and does not read. */
  public boolean unread() {
    return channel.bytesBeforeWritable() > MOST_UNREAD;
  }

  /** What the peer lets us send of all bodies. */
  int window() {
    return window;
  }

  void sent(int bytes) {
    window -= bytes;
  }

  void await(Http2Sending body) {
    waiting.add(body);
  }

  /** Lets those go on that wait. */
  public void goOn() {
    for (int n = waiting.size(); n > 0 && any(); n--) {
      waiting.remove().goOn();
    }
  }

  /** The peer lets us send more. */
  public void credit(int bytes) throws Http2Exception {
    window = sum(window, bytes, 0);
    goOn();
  }

  /** What the peer lets us send on a new stream. */
  int streamWindow() {
    return streamWindow;
  }

  /** That is another; answers by how much those of all streams grow. */
  public int streamWindow(int initial) {
    int grows = initial - streamWindow;
    streamWindow = initial;
    return grows;
  }

  /** A window made larger, or smaller (RFC 9113 §6.9.1, §6.9.2). */
  static int sum(int window, int bytes, int stream) throws Http2Exception {
    if ((long) window + bytes > Integer.MAX_VALUE) {
      throw Http2Exception.streamError(
          stream, Http2Error.FLOW_CONTROL_ERROR, "The window is too large.");
    }
    return window + bytes;
  }
}
