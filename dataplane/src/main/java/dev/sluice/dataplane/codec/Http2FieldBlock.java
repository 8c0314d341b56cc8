package dev.sluice.dataplane.codec;

import dev.sluice.dataplane.exchange.HeaderName;
import dev.sluice.dataplane.exchange.HeaderSection;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/**
 * One field block (RFC 9113 §8.2) as HPACK unpacks it, field by field: each is checked, and goes
 * straight to where it stays. What is wrong is said at the end, for until then the decoder must go
 * on, or it would lose step with the peer's encoder. A connection has one of these.
 */
public abstract class Http2FieldBlock extends DefaultHttp2Headers {
  private static final HeaderName[] FORBIDDEN = {
    HeaderName.CONNECTION,
    HeaderName.KEEP_ALIVE,
    HeaderName.PROXY_CONNECTION,
    HeaderName.TRANSFER_ENCODING,
    HeaderName.UPGRADE
  };

  private final int most;
  private @Nullable HeaderSection fields;
  private boolean pseudo;
  private int count;
  private @Nullable Refusal refusal;

  /**
   * @param most how many fields there may be
   */
  protected Http2FieldBlock(int most) {
    super(false, 2);
    this.most = most;
  }

  /**
   * Another one begins.
   *
   * @param to where its fields go
   */
  protected final void begin(HeaderSection to) {
    fields = to;
    pseudo = false;
    count = 0;
    refusal = null;
  }

  @Override
  public Http2Headers add(CharSequence name, CharSequence value) {
    if (refusal == null) {
      AsciiString text = AsciiString.of(value);
      if (name.length() > 0 && name.charAt(0) == ':') {
        pseudo = true;
        // All of them come before the others (RFC 9113 §8.3).
        if (count > 0 || !takes(AsciiString.of(name), text)) {
          refusal = Refusal.bad("A pseudo-header field may not stand there.");
        }
      } else {
        field(AsciiString.of(name), text);
      }
    }
    return this;
  }

  /** A pseudo-header field; false: it may not stand there, or not once more (RFC 9113 §8.3). */
  protected abstract boolean takes(AsciiString name, AsciiString value);

  @Override
  public int size() {
    return count;
  }

  private void field(AsciiString name, AsciiString value) {
    HeaderSection to = fields;
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
      to.add(n, nameAt, nameEnd - nameAt, hash, v, at, end - at);
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

  /** The section that its fields stand in; refuses what may not stand there. */
  protected final HeaderSection checked() {
    HeaderSection in = fields;
    if (refusal != null || in == null) {
      throw refusal == null ? Refusal.bad("Nothing has come.") : refusal;
    }
    for (HeaderName name : FORBIDDEN) {
      if (in.contains(name)) {
        throw Refusal.bad("A field may not stand in HTTP/2.");
      }
    }
    for (int i = in.find(HeaderName.TE); i >= 0; i = in.find(HeaderName.TE, i + 1)) {
      if (!in.valueAt(i).equals("trailers")) {
        throw Refusal.bad("A field may not stand in HTTP/2.");
      }
    }
    return in;
  }

  /** Its fields as trailers, among which no pseudo-header field may stand. */
  public final HeaderSection trailers() {
    if (pseudo) {
      throw Refusal.bad("A pseudo-header field stands in the trailers.");
    }
    HeaderSection trailers = new HeaderSection(256, 4);
    trailers.addAll(checked());
    Trailers.sift(trailers);
    return trailers;
  }
}
