package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.codec.BodyDecoder;
import dev.sluice.dataplane.codec.FieldLines;
import dev.sluice.dataplane.codec.Refusal;
import dev.sluice.dataplane.exchange.HeaderName;
import dev.sluice.dataplane.exchange.HeaderSection;
import dev.sluice.dataplane.exchange.ResponseHead;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Reads one response head (RFC 9112 §4, §6.3), makes the one framing decision, and takes away what
 * was meant for this hop. Strict: what two clients could frame in two ways is refused.
 */
final class Http1ResponseHead {
  /** {@link #length} of a response that can have no body. */
  static final long ABSENT = -3;

  /** {@link #length} of a body that ends with the connection. */
  static final long UNTIL_CLOSE = -2;

  static final int MOST_TRAILERS = 8 << 10;
  private static final int MOST_FIELDS = 200;
  private static final HeaderName CHUNKED = HeaderName.of("chunked");
  private static final HeaderName CLOSE = HeaderName.of("close");
  private static final HeaderName KEEP_ALIVE = HeaderName.of("keep-alive");

  private final ResponseHead head;
  private final HeaderSection headers;

  /** Bytes of the body, or one of {@link BodyDecoder#CHUNKED}, ABSENT, UNTIL_CLOSE. */
  long length;

  /** Whether the peer lets the connection live on. */
  boolean keepAlive;

  Http1ResponseHead(ResponseHead head) {
    this.head = head;
    this.headers = head.headers();
  }

  /** Takes the head from the input, up to and with its empty line. */
  void parse(ByteBuf input, int end, String method) {
    headers.clear();
    headers.append(input, end);
    byte[] b = headers.bytes();
    // HTTP/1.x SP 3DIGIT, then a reason that is nobody's business (RFC 9112 §4).
    boolean fine =
        end >= 14
            && b[0] == 'H'
            && b[1] == 'T'
            && b[2] == 'T'
            && b[3] == 'P'
            && b[4] == '/'
            && b[5] == '1'
            && b[6] == '.'
            && (b[7] == '0' || b[7] == '1')
            && b[8] == ' '
            && digit(b[9])
            && digit(b[10])
            && digit(b[11])
            && (b[12] == ' ' || b[12] == '\r');
    if (!fine) {
      throw Refusal.bad("The status line is not one of HTTP/1.1.");
    }
    int status = (b[9] - '0') * 100 + (b[10] - '0') * 10 + (b[11] - '0');
    if (status < 100 || status > 599) {
      throw Refusal.bad("The status is none.");
    }
    head.status(status);
    int i = 12;
    while (b[i] != '\n') {
      i++;
    }
    FieldLines.index(headers, i + 1, end, MOST_FIELDS, true);
    boolean first = b[7] == '0';
    frame(first, method);
    hop();
  }

  private static boolean digit(byte b) {
    return b >= '0' && b <= '9';
  }

  private void frame(boolean http10, String method) {
    int status = head.status();
    int coding = headers.find(HeaderName.TRANSFER_ENCODING);
    int size = headers.find(HeaderName.CONTENT_LENGTH);
    long declared = -1;
    if (size >= 0) {
      if (headers.find(HeaderName.CONTENT_LENGTH, size + 1) >= 0) {
        throw Refusal.bad("Content-Length is repeated.");
      }
      declared =
          FieldLines.length(headers.bytes(), headers.valueStart(size), headers.valueEnd(size));
    }
    if (coding >= 0
        && (size >= 0
            || http10
            || !headers.valueIs(coding, CHUNKED)
            || headers.find(HeaderName.TRANSFER_ENCODING, coding + 1) >= 0)) {
      throw Refusal.bad("Transfer-Encoding is not chunked, or not alone.");
    }
    keepAlive =
        http10
            ? headers.lists(HeaderName.CONNECTION, KEEP_ALIVE)
            : !headers.lists(HeaderName.CONNECTION, CLOSE);
    if (status < 200 || status == 204 || status == 304 || method.equals("HEAD")) {
      length = ABSENT;
    } else if (coding >= 0) {
      length = BodyDecoder.CHUNKED;
    } else if (declared >= 0) {
      length = declared;
    } else {
      length = UNTIL_CLOSE;
      keepAlive = false;
    }
  }

  private void hop() {
    int connection = headers.find(HeaderName.CONNECTION);
    if (connection >= 0) {
      removeNamed();
      headers.remove(HeaderName.CONNECTION);
    }
    headers.remove(HeaderName.KEEP_ALIVE);
    headers.remove(HeaderName.PROXY_CONNECTION);
    headers.remove(HeaderName.TRANSFER_ENCODING);
    if (head.status() != 101) {
      headers.remove(HeaderName.UPGRADE);
    }
  }

  /** Fields that Connection names are for this hop alone (RFC 9110 §7.6.1). */
  private void removeNamed() {
    String named = String.valueOf(headers.combined(HeaderName.CONNECTION));
    if (named.equalsIgnoreCase("keep-alive") || named.equalsIgnoreCase("close")) {
      return;
    }
    List<String> names = new ArrayList<>();
    for (String name : named.split(",", -1)) {
      String lower = name.strip().toLowerCase(Locale.ROOT);
      if (!lower.equals("upgrade")) {
        names.add(lower);
      }
    }
    names.forEach(name -> headers.remove(HeaderName.of(name)));
  }
}
