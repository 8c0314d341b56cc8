package dev.sluice.dataplane.exchange;

import io.netty.buffer.ByteBuf;

/**
 * Writes a header section in HTTP/1.1 form (RFC 9112 §5). Lines that stand behind each other in the
 * block go out in one copy, be it that they came in so or that they were appended so.
 */
final class Http1Form {
  private static final byte[] SEPARATOR = {':', ' '};
  private static final byte[] CRLF = {'\r', '\n'};

  private Http1Form() {}

  /** Each field with its CRLF, without the empty line at the end. */
  static void write(HeaderSection fields, ByteBuf out) {
    byte[] bytes = fields.bytes;
    int size = fields.size();
    int i = 0;
    while (i < size) {
      int start = fields.nameStart(i);
      int nameEnd = fields.nameEnd(i);
      int valueStart = fields.valueStart(i);
      int valueEnd = fields.valueEnd(i);
      i++;
      if (start < 0) {
        continue;
      }
      if (line(bytes, nameEnd, valueStart)) {
        while (i < size
            && fields.nameStart(i) == valueEnd + 2
            && bytes[valueEnd] == '\r'
            && bytes[valueEnd + 1] == '\n'
            && line(bytes, fields.nameEnd(i), fields.valueStart(i))) {
          valueEnd = fields.valueEnd(i);
          i++;
        }
        out.writeBytes(bytes, start, valueEnd - start);
      } else {
        out.writeBytes(bytes, start, nameEnd - start);
        out.writeBytes(SEPARATOR);
        out.writeBytes(bytes, valueStart, valueEnd - valueStart);
      }
      out.writeBytes(CRLF);
    }
  }

  /** Whether a name and a value stand in the block as a field line does. */
  private static boolean line(byte[] bytes, int nameEnd, int valueStart) {
    return valueStart > nameEnd && bytes[nameEnd] == ':';
  }
}
