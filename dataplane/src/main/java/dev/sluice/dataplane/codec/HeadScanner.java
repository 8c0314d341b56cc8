package dev.sluice.dataplane.codec;

import io.netty.buffer.ByteBuf;

/**
 * Finds where the head of an HTTP/1.1 message ends while its bytes come in (RFC 9112 §2.1). Looks
 * at each byte once, however the head is cut into pieces. Every LF must follow a CR.
 */
public final class HeadScanner {
  private final int mostLine;
  private final int mostHead;

  /** Where the line begins that is not whole yet. */
  private int line;

  private int scanned;

  /**
   * @param mostLine bytes of the first line
   * @param mostHead bytes of the whole head
   */
  public HeadScanner(int mostLine, int mostHead) {
    this.mostLine = mostLine;
    this.mostHead = mostHead;
  }

  /** Forgets what it has seen: the next byte begins a head. */
  public void reset() {
    line = 0;
    scanned = 0;
  }

  /** Length of the head at the buffer's reader index, with its empty line; -1: not whole yet. */
  public int end(ByteBuf in) {
    int base = in.readerIndex();
    int readable = in.readableBytes();
    while (true) {
      int lf = in.indexOf(base + scanned, base + readable, (byte) '\n');
      int reached = lf < 0 ? readable : lf - base;
      if (line == 0 && reached > mostLine) {
        throw new Refusal(414, "The request line is too long.");
      }
      if (reached > mostHead) {
        throw new Refusal(431, "The header section is too large.");
      }
      if (lf < 0) {
        scanned = readable;
        return -1;
      }
      if (reached == 0 || in.getByte(lf - 1) != '\r') {
        throw Refusal.bad("A line ends in a bare LF.");
      }
      if (reached - line == 1 && line > 0) {
        reset();
        return reached + 1;
      }
      line = reached + 1;
      scanned = line;
    }
  }
}
