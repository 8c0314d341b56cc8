package dev.sluice.dataplane.codec;

import dev.sluice.dataplane.exchange.HeaderName;
import dev.sluice.dataplane.exchange.HeaderSection;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;

/**
 * What one field block is to say, as HPACK's encoder takes it: a connection has one of these, and
 * fills it for one block after the other.
 */
public class Http2Lines extends DefaultHttp2Headers {
  private static final HeaderName[] THIS_HOP = {
    HeaderName.CONNECTION,
    HeaderName.KEEP_ALIVE,
    HeaderName.PROXY_CONNECTION,
    HeaderName.TRANSFER_ENCODING,
    HeaderName.UPGRADE,
    HeaderName.CONTENT_LENGTH
  };
  protected static final AsciiString LENGTH = AsciiString.cached("content-length");

  /** What each field counts beyond its bytes (RFC 7541 §4.1). */
  private static final int OVERHEAD = 32;

  protected final KnownTexts texts;
  private final Cursor cursor = new Cursor();
  private final byte[] digits = new byte[19];
  private AsciiString[] names = new AsciiString[24];
  private AsciiString[] values = new AsciiString[24];
  private int count;
  private long listSize;

  protected Http2Lines(KnownTexts texts) {
    super(false, 2);
    this.texts = texts;
  }

  /** All but what belongs to this hop, which stays in the section: others may read it. */
  protected final void fields(HeaderSection fields) {
    byte[] bytes = fields.bytes();
    for (int i = 0; i < fields.size(); i++) {
      if (fields.live(i) && !ofThisHop(fields, i)) {
        put(
            texts.name(bytes, fields.nameStart(i), fields.nameEnd(i), fields.nameHash(i)),
            texts.value(bytes, fields.valueStart(i), fields.valueEnd(i)));
      }
    }
  }

  private static boolean ofThisHop(HeaderSection fields, int i) {
    for (HeaderName name : THIS_HOP) {
      if (fields.is(i, name)) {
        return true;
      }
    }
    return false;
  }

  protected final AsciiString text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    return texts.value(bytes, 0, bytes.length);
  }

  /** Trailers. */
  public final Http2Lines trailers(HeaderSection fields) {
    begin();
    fields(fields);
    return this;
  }

  /** Another block begins. */
  protected final void begin() {
    // What is beyond stays until it is written over: strings that are known, and few.
    count = 0;
    listSize = 0;
  }

  protected final void put(AsciiString name, AsciiString value) {
    if (count == names.length) {
      names = Arrays.copyOf(names, 2 * count);
      values = Arrays.copyOf(values, 2 * count);
    }
    names[count] = name;
    values[count++] = value;
    listSize += name.length() + value.length() + OVERHEAD;
  }

  protected final AsciiString number(long number) {
    int at = digits.length;
    do {
      digits[--at] = (byte) ('0' + number % 10);
      number /= 10;
    } while (number > 0);
    return texts.value(digits, at, digits.length);
  }

  /** As SETTINGS_MAX_HEADER_LIST_SIZE counts (RFC 9113 §6.5.2). */
  final long listSize() {
    return listSize;
  }

  @Override
  public int size() {
    return count;
  }

  @Override
  public Iterator<Map.Entry<CharSequence, CharSequence>> iterator() {
    cursor.at = -1;
    return cursor;
  }

  private final class Cursor
      implements Iterator<Map.Entry<CharSequence, CharSequence>>,
          Map.Entry<CharSequence, CharSequence> {
    private int at;

    @Override
    public boolean hasNext() {
      return at + 1 < count;
    }

    @Override
    public Map.Entry<CharSequence, CharSequence> next() {
      if (++at >= count) {
        throw new NoSuchElementException();
      }
      return this;
    }

    @Override
    public CharSequence getKey() {
      return names[at];
    }

    @Override
    public CharSequence getValue() {
      return values[at];
    }

    @Override
    public CharSequence setValue(CharSequence value) {
      throw new UnsupportedOperationException();
    }
  }
}
