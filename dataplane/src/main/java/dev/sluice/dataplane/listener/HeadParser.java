package dev.sluice.dataplane.listener;

import dev.sluice.dataplane.codec.BodyDecoder;
import dev.sluice.dataplane.codec.FieldLines;
import dev.sluice.dataplane.codec.Refusal;
import dev.sluice.dataplane.codec.Syntax;
import dev.sluice.dataplane.exchange.HeaderName;
import dev.sluice.dataplane.exchange.HeaderSection;
import dev.sluice.dataplane.exchange.RequestHead;
import dev.sluice.snapshot.match.PathNormalizer;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Reads one request head (RFC 9112 §2 to §6) out of the head's own block and makes the one framing
 * decision. Strict: what two implementations could read in two ways is refused.
 */
final class HeadParser {
  private static final HeaderName CHUNKED_CODING = HeaderName.of("chunked");
  private static final HeaderName CLOSE = HeaderName.of("close");
  private static final HeaderName KEEP_ALIVE = HeaderName.of("keep-alive");
  private static final HeaderName UPGRADE_OPTION = HeaderName.of("upgrade");
  private static final HeaderName CONTINUE = HeaderName.of("100-continue");
  private static final HeaderName LIKE_LENGTH = HeaderName.of("content_length");
  private static final HeaderName LIKE_CODING = HeaderName.of("transfer_encoding");
  private static final byte[] HTTP_1 = "HTTP/1.".getBytes(StandardCharsets.US_ASCII);
  private static final String[] METHODS = {
    "GET", "POST", "PUT", "HEAD", "DELETE", "PATCH", "OPTIONS"
  };

  private final RequestHead head;
  private final HeaderSection headers;
  private final Limits limits;
  private int at;

  /** Bytes of the body, or {@link BodyDecoder#CHUNKED}. */
  long length;

  boolean keepAlive;
  boolean expectsContinue;

  HeadParser(RequestHead head, Limits limits) {
    this.head = head;
    this.headers = head.headers();
    this.limits = limits;
  }

  /** The head stands at [0, end) of the block, up to and with its empty line. */
  void parse(int end) {
    byte[] b = headers.bytes();
    at = 0;
    int targetStart = method(b, end);
    int targetEnd = target(b, targetStart, end);
    int authorityStart = -1;
    int authorityEnd = -1;
    int pathStart = targetStart;
    if (b[targetStart] != '/' && !(targetEnd - targetStart == 1 && b[targetStart] == '*')) {
      authorityStart = scheme(b, targetStart, targetEnd);
      authorityEnd = authorityStart;
      while (authorityEnd < targetEnd && b[authorityEnd] != '/' && b[authorityEnd] != '?') {
        authorityEnd++;
      }
      pathStart = authorityEnd;
    }
    FieldLines.index(headers, at, end, limits.fields(), false);
    frame();
    host(authorityStart, authorityEnd);
    path(pathStart, targetEnd);
  }

  private int method(byte[] b, int end) {
    int i = 0;
    while (i < end && Syntax.token(b[i])) {
      i++;
    }
    if (i == 0 || i > 32 || b[i] != ' ') {
      throw Refusal.bad("The method is not a token.");
    }
    head.method(word(b, i));
    if (head.method().equals("CONNECT")) {
      throw new Refusal(501, "CONNECT is not served.");
    }
    if (head.method().equals("TRACE")) {
      throw new Refusal(405, "TRACE is not served.");
    }
    return i + 1;
  }

  private static String word(byte[] b, int length) {
    for (String method : METHODS) {
      if (method.length() == length) {
        int k = 0;
        while (k < length && b[k] == method.charAt(k)) {
          k++;
        }
        if (k == length) {
          return method;
        }
      }
    }
    return new String(b, 0, length, StandardCharsets.US_ASCII);
  }

  /** The method as a string. */
  static String word(AsciiString text) {
    for (String method : METHODS) {
      if (text.contentEquals(method)) {
        return method;
      }
    }
    return text.toString();
  }

  /** Also reads the version; leaves {@link #at} behind the request line. */
  private int target(byte[] b, int start, int end) {
    int i = start;
    while (i < end && b[i] > ' ' && b[i] != 0x7f) {
      i++;
    }
    if (i == start || b[i] != ' ') {
      throw Refusal.bad("The request target holds bytes that may not stand there.");
    }
    if (i + 10 >= end || b[i + 9] != '\r' || b[i + 10] != '\n') {
      throw Refusal.bad("The request line is not complete.");
    }
    boolean one = true;
    for (int k = 0; k < HTTP_1.length; k++) {
      one &= b[i + 1 + k] == HTTP_1[k];
    }
    int minor = b[i + 8] - '0';
    if (one && (minor == 0 || minor == 1)) {
      head.version(10 + minor);
      at = i + 11;
      return i;
    }
    String version = new String(b, i + 1, 8, StandardCharsets.ISO_8859_1);
    if (version.matches("HTTP/[0-9]\\.[0-9]") && version.charAt(5) != '1') {
      throw new Refusal(505, "HTTP/1.1 and HTTP/1.0 are served here.");
    } else {
      throw Refusal.bad("The version is not one of HTTP.");
    }
  }

  private static int scheme(byte[] b, int start, int end) {
    String text = new String(b, start, Math.min(8, end - start), StandardCharsets.ISO_8859_1);
    String scheme = text.toLowerCase(Locale.ROOT);
    if (scheme.startsWith("http://")) {
      return start + 7;
    }
    if (scheme.equals("https://")) {
      return start + 8;
    }
    throw Refusal.bad("The request target is neither a path nor an http URI.");
  }

  private void frame() {
    unmistakable(headers);
    int coding = headers.find(HeaderName.TRANSFER_ENCODING);
    int size = headers.find(HeaderName.CONTENT_LENGTH);
    length = 0;
    if (coding >= 0) {
      if (size >= 0
          || head.version() != 11
          || !headers.valueIs(coding, CHUNKED_CODING)
          || headers.find(HeaderName.TRANSFER_ENCODING, coding + 1) >= 0) {
        throw Refusal.bad("Transfer-Encoding is not chunked, or not alone.");
      }
      length = BodyDecoder.CHUNKED;
    } else if (size >= 0) {
      if (headers.find(HeaderName.CONTENT_LENGTH, size + 1) >= 0) {
        throw Refusal.bad("Content-Length is repeated.");
      }
      length = FieldLines.length(headers.bytes(), headers.valueStart(size), headers.valueEnd(size));
    }
    keepAlive =
        head.version() == 11
            ? !headers.lists(HeaderName.CONNECTION, CLOSE)
            : headers.lists(HeaderName.CONNECTION, KEEP_ALIVE);
    int expect = headers.find(HeaderName.EXPECT);
    expectsContinue = false;
    if (expect >= 0 && head.version() == 11) {
      if (!headers.valueIs(expect, CONTINUE)) {
        throw new Refusal(417, "Only 100-continue can be expected.");
      }
      expectsContinue = length != 0;
    }
    int upgrade = headers.find(HeaderName.UPGRADE);
    if (upgrade >= 0
        && head.version() == 11
        && length == 0
        && headers.lists(HeaderName.CONNECTION, UPGRADE_OPTION)) {
      String protocol = headers.valueAt(upgrade).toLowerCase(Locale.ROOT);
      // Of several the backend would choose, and h2c among them would be one too many.
      if (protocol.indexOf(',') < 0 && headers.find(HeaderName.UPGRADE, upgrade + 1) < 0) {
        head.upgrade(protocol);
      }
    }
  }

  /** What a gateway interface such as CGI (RFC 3875 §4.1.18) would take for a framing field. */
  static void unmistakable(HeaderSection headers) {
    if (headers.contains(LIKE_LENGTH) || headers.contains(LIKE_CODING)) {
      throw Refusal.bad("A field name looks like one that frames the message.");
    }
  }

  private void host(int authorityStart, int authorityEnd) {
    int host = headers.find(HeaderName.AUTHORITY_HOST);
    if (host < 0) {
      if (head.version() == 11) {
        throw Refusal.bad("Host is missing.");
      }
      if (authorityStart >= 0) {
        authority(authorityStart, authorityEnd);
      }
      return;
    }
    if (headers.find(HeaderName.AUTHORITY_HOST, host + 1) >= 0) {
      throw Refusal.bad("Host is repeated.");
    }
    int start = headers.valueStart(host);
    int end = headers.valueEnd(host);
    if (authorityStart >= 0
        && !headers.text(authorityStart, authorityEnd).equalsIgnoreCase(headers.text(start, end))) {
      throw Refusal.bad("The request target and Host name different hosts.");
    }
    authority(start, end);
  }

  void authority(int start, int end) {
    byte[] b = headers.bytes();
    int hostEnd = Syntax.hostEnd(b, start, end);
    if (hostEnd < 0) {
      throw Refusal.bad("Host is not a host.");
    }
    head.authority(start, end);
    // A root dot names the same host (RFC 1034 §3.1).
    int bare = hostEnd - start > 1 && b[hostEnd - 1] == '.' ? hostEnd - 1 : hostEnd;
    for (int i = start; i < bare; i++) {
      if (b[i] >= 'A' && b[i] <= 'Z') {
        byte[] lower =
            headers
                .text(start, bare)
                .toLowerCase(Locale.ROOT)
                .getBytes(StandardCharsets.ISO_8859_1);
        int copy = headers.append(lower, 0, lower.length);
        head.host(copy, copy + lower.length);
        return;
      }
    }
    head.host(start, bare);
  }

  void path(int start, int end) {
    byte[] b = headers.bytes();
    if (b[start] == '*' && end - start == 1) {
      if (!head.method().equals("OPTIONS")) {
        throw Refusal.bad("Only OPTIONS is about the server as a whole.");
      }
      head.path(start, end);
      return;
    }
    int question = start;
    while (question < end && b[question] != '?') {
      question++;
    }
    for (int i = question + 1; i < end; i++) {
      if (!Syntax.query(b[i])) {
        throw Refusal.bad("The query holds bytes that may not stand there.");
      }
    }
    if (question < end) {
      head.query(question + 1, end);
    }
    if (question == start) {
      // An absolute URI without a path (RFC 9112 §3.2.1).
      int slash = headers.append(new byte[] {'/'}, 0, 1);
      head.path(slash, slash + 1);
      return;
    }
    int normalEnd = PathNormalizer.normalise(b, start, question);
    if (normalEnd < 0) {
      throw Refusal.bad("The path cannot be understood in one way only.");
    }
    head.path(start, normalEnd);
  }
}
