package dev.sluice.dataplane.listener;

import dev.sluice.dataplane.codec.Http2FieldBlock;
import dev.sluice.dataplane.exchange.HeaderName;
import dev.sluice.dataplane.exchange.RequestHead;
import io.netty.handler.codec.http2.Http2Headers.PseudoHeaderName;
import io.netty.util.AsciiString;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A field block from a client: the head of a request, or its trailers. */
final class Http2Block extends Http2FieldBlock {
  private final FreeHeads heads;
  private @Nullable RequestHead head;
  private @Nullable AsciiString method;
  private @Nullable AsciiString scheme;
  private @Nullable AsciiString authority;
  private @Nullable AsciiString path;
  private @Nullable AsciiString protocol;

  /**
   * @param most how many fields there may be
   */
  Http2Block(FreeHeads heads, int most) {
    super(most);
    this.heads = heads;
  }

  /** Another one begins. */
  Http2Block begin() {
    method = null;
    scheme = null;
    authority = null;
    path = null;
    protocol = null;
    RequestHead to = head;
    if (to == null || to.bytes().length > FreeHeads.MOST_BYTES) {
      to = heads.take();
      head = to;
    }
    to.clear();
    begin(to.headers());
    return this;
  }

  @Override
  protected boolean takes(AsciiString name, AsciiString value) {
    @Nullable AsciiString before;
    if (PseudoHeaderName.METHOD.value().equals(name)) {
      before = method;
      method = value;
    } else if (PseudoHeaderName.SCHEME.value().equals(name)) {
      before = scheme;
      scheme = value;
    } else if (PseudoHeaderName.AUTHORITY.value().equals(name)) {
      before = authority;
      authority = value;
    } else if (PseudoHeaderName.PATH.value().equals(name)) {
      before = path;
      path = value;
    } else if (PseudoHeaderName.PROTOCOL.value().equals(name)) {
      before = protocol;
      protocol = value;
    } else {
      return false;
    }
    return before == null;
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
    checked();
    RequestHead made = Objects.requireNonNull(head);
    head = null;
    return made;
  }
}
