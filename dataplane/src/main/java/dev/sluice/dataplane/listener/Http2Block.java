package dev.sluice.dataplane.listener;

import dev.sluice.dataplane.codec.Refusal;
import dev.sluice.dataplane.codec.Syntax;
import dev.sluice.dataplane.codec.Trailers;
import dev.sluice.dataplane.exchange.HeaderName;
import dev.sluice.dataplane.exchange.HeaderSection;
import dev.sluice.dataplane.exchange.RequestHead;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/**
 * One field block (RFC 9113 §8.2) as HPACK unpacks it, field by field: each is checked, and goes
 * straight to where it stays. What is wrong is said at the end, for until then the decoder must go
 * on, or it would lose step with the client's encoder. A connection has one of these.
 */
final class Http2Block extends DefaultHttp2Headers {
  private static final HeaderName[] FORBIDDEN = {
    HeaderName.CONNECTION,
    HeaderName.KEEP_ALIVE,
    HeaderName.PROXY_CONNECTION,
    HeaderName.TRANSFER_ENCODING,
    HeaderName.UPGRADE
  };

  private final FreeHeads heads;
  private final int most;
  private @Nullable RequestHead head;
  private @Nullable AsciiString method;
  private @Nullable AsciiString scheme;
  private @Nullable AsciiString authority;
  private @Nullable AsciiString path;
  private @Nullable AsciiString protocol;
  private boolean pseudo;
  private int count;
  private @Nullable Refusal refusal;

  /**
   * @param most how many fields there may be
   */
  Http2Block(FreeHeads heads, int most) {
    super(false, 2);
    this.heads = heads;
    this.most = most;
  }

  /** Another one begins. */
  Http2Block begin() {
    method = null;
    scheme = null;
    authority = null;
    path = null;
    protocol = null;
    pseudo = false;
    count = 0;
    refusal = null;
    RequestHead to = head;
    if (to == null || to.bytes().length > FreeHeads.MOST_BYTES) {
      to = heads.take();
      head = to;
    }
    to.clear();
    return this;
  }

  @Override
  public Http2Headers add(CharSequence name, CharSequence value) {
    if (refusal == null) {
      AsciiString text = AsciiString.of(value);
      if (name.length() > 0 && name.charAt(0) == ':') {
        pseudo(AsciiString.of(name), text);
      } else {
        field(AsciiString.of(name), text);
      }
    }
    return this;
  }

  /** Each at most once, and all of them before the others (RFC 9113 §8.3). */
  private void pseudo(AsciiString name, AsciiString value) {
    pseudo = true;
    boolean again = count > 0;
    if (PseudoHeaderName.METHOD.value().equals(name)) {
      again |= method != null;
      method = value;
    } else if (PseudoHeaderName.SCHEME.value().equals(name)) {
      again |= scheme != null;
      scheme = value;
    } else if (PseudoHeaderName.AUTHORITY.value().equals(name)) {
      again |= authority != null;
      authority = value;
    } else if (PseudoHeaderName.PATH.value().equals(name)) {
      again |= path != null;
      path = value;
    } else if (PseudoHeaderName.PROTOCOL.value().equals(name)) {
      again |= protocol != null;
      protocol = value;
    } else {
      again = true;
    }
    if (again) {
      refusal = Refusal.bad("A pseudo-header field may not stand there.");
    }
  }

  @Override
  public int size() {
    return count;
  }

  private void field(AsciiString name, AsciiString value) {
    RequestHead to = head;
    if (++count > most || to == null) {
      refusal = new Refusal(431, "There are too many header fields.");
      return;
    }
    byte[] n = name.array();
    int nameAt = name.arrayOffset();
    int nameEnd = nameAt + name.length();
    boolean fine = nameEnd > nameAt;
    int hash = 0;
    for (int i = nameAt; i < nameEnd; i++) {
      fine &= Syntax.token(n[i]) && !(n[i] >= 'A' && n[i] <= 'Z');
      hash = HeaderName.hashStep(hash, n[i]);
    }
    byte[] v = value.array();
    int at = value.arrayOffset();
    int end = at + value.length();
    for (int i = at; i < end; i++) {
      fine &= Syntax.value(v[i]);
    }
    fine = fine && (end == at || (!blank(v[at]) && !blank(v[end - 1])));
    if (fine) {
      to.headers().add(n, nameAt, nameEnd - nameAt, hash, v, at, end - at);
    } else {
      malformed();
    }
  }

  private static boolean blank(byte b) {
    return b == ' ' || b == '\t';
  }

  private void malformed() {
    refusal = Refusal.bad("A field may not stand in HTTP/2.");
  }

  // ---- what it was

  @Override
  public @Nullable AsciiString method() {
    return method;
  }

  @Override
  public @Nullable AsciiString scheme() {
    return scheme;
  }

  @Override
  public @Nullable AsciiString authority() {
    return authority;
  }

  @Override
  public @Nullable AsciiString path() {
    return path;
  }

  @Nullable AsciiString protocol() {
    return protocol;
  }

  /** Value of a regular field, whatever else is wrong. */
  @Nullable String value(HeaderName name) {
    RequestHead in = head;
    return in == null ? null : in.headers().value(name);
  }

  /** The head in which its fields stand; the caller's from now on. */
  RequestHead request() {
    RequestHead made = checked();
    head = null;
    return made;
  }

  /** Its fields as trailers, among which no pseudo-header field may stand. */
  HeaderSection trailers() {
    if (pseudo) {
      throw Refusal.bad("A pseudo-header field stands in the trailers.");
    }
    HeaderSection trailers = new HeaderSection(256, 4);
    trailers.addAll(checked().headers());
    Trailers.sift(trailers);
    return trailers;
  }

  private RequestHead checked() {
    RequestHead in = head;
    if (refusal != null || in == null) {
      throw refusal == null ? Refusal.bad("Nothing has come.") : refusal;
    }
    HeaderSection fields = in.headers();
    for (HeaderName name : FORBIDDEN) {
      if (fields.contains(name)) {
        throw Refusal.bad("A field may not stand in HTTP/2.");
      }
    }
    for (int i = fields.find(HeaderName.TE); i >= 0; i = fields.find(HeaderName.TE, i + 1)) {
      if (!fields.valueAt(i).equals("trailers")) {
        throw Refusal.bad("A field may not stand in HTTP/2.");
      }
    }
    return in;
  }
}
