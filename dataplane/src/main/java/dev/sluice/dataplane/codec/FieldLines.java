package dev.sluice.dataplane.codec;

import dev.sluice.dataplane.exchange.HeaderName;
import dev.sluice.dataplane.exchange.HeaderSection;

/** Reads the field lines of an HTTP/1.1 head that stands in a section's block (RFC 9112 §5). */
public final class FieldLines {
  private FieldLines() {}

  /**
   * Indexes the fields at [start, end) of the block, up to and with the empty line.
   *
   * @param most how many fields there may be
   * @param blankBeforeColon take such blanks away rather than refuse them: a proxy must in a
   *     response, and must not in a request (RFC 9112 §5.1)
   */
  public static void index(
      HeaderSection headers, int start, int end, int most, boolean blankBeforeColon) {
    byte[] b = headers.bytes();
    int i = start;
    int count = 0;
    while (b[i] != '\r') {
      if (++count > most) {
        throw new Refusal(431, "There are too many header fields.");
      }
      int nameStart = i;
      int hash = 0;
      while (Syntax.token(b[i])) {
        hash = HeaderName.hashStep(hash, b[i++]);
      }
      int nameEnd = i;
      while (blankBeforeColon && (b[i] == ' ' || b[i] == '\t')) {
        i++;
      }
      if (nameEnd == nameStart || b[i] != ':') {
        throw Refusal.bad("A field name is not a token followed by a colon.");
      }
      i++;
      while (b[i] == ' ' || b[i] == '\t') {
        i++;
      }
      int valueStart = i;
      while (Syntax.value(b[i])) {
        i++;
      }
      if (b[i] != '\r' || b[i + 1] != '\n') {
        throw Refusal.bad("A field value holds control characters.");
      }
      int valueEnd = i;
      while (valueEnd > valueStart && (b[valueEnd - 1] == ' ' || b[valueEnd - 1] == '\t')) {
        valueEnd--;
      }
      headers.index(nameStart, nameEnd, valueStart, valueEnd, hash);
      i += 2;
    }
    if (i + 2 != end) {
      throw Refusal.bad("A line ends in a bare CR.");
    }
  }

  /** A Content-Length (RFC 9110 §8.6): digits, and of them at most 18. */
  public static long length(byte[] b, int start, int end) {
    long n = lengthOrNone(b, start, end);
    if (n < 0) {
      throw Refusal.bad("Content-Length is not a number.");
    }
    return n;
  }

  /** The same; -1 where it is none. */
  public static long lengthOrNone(byte[] b, int start, int end) {
    if (start == end || end - start > 18) {
      return -1;
    }
    long n = 0;
    for (int i = start; i < end; i++) {
      if (b[i] < '0' || b[i] > '9') {
        return -1;
      }
      n = n * 10 + (b[i] - '0');
    }
    return n;
  }
}
