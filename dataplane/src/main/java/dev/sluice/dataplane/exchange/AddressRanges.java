package dev.sluice.dataplane.exchange;

import io.netty.util.NetUtil;
import java.util.ArrayList;
import java.util.List;

/**
 * A set of ranges of IP addresses, such as {@code 10.0.0.0/8} or {@code fd00::/8} (RFC 4632 §3.1,
 * RFC 4291 §2.3). An IPv4 address and the same one mapped into IPv6 are one.
 */
public final class AddressRanges {
  public static final AddressRanges NONE = new AddressRanges(List.of());

  /** The first bits of an address of 128. */
  private record Range(long high, long low, int bits) {
    boolean holds(long otherHigh, long otherLow) {
      long highMask = bits == 0 ? 0 : bits >= 64 ? -1L : -1L << (64 - bits);
      long lowMask = bits <= 64 ? 0 : -1L << (128 - bits);
      return ((high ^ otherHigh) & highMask) == 0 && ((low ^ otherLow) & lowMask) == 0;
    }
  }

  private final Range[] ranges;

  private AddressRanges(List<Range> ranges) {
    this.ranges = ranges.toArray(Range[]::new);
  }

  /** Of a comma-separated list; a bare address is a range of one. */
  public static AddressRanges parse(String list) {
    List<Range> ranges = new ArrayList<>();
    for (String each : list.split(",", -1)) {
      if (!each.isBlank()) {
        ranges.add(range(each.strip()));
      }
    }
    return ranges.isEmpty() ? NONE : new AddressRanges(ranges);
  }

  private static Range range(String text) {
    int slash = text.indexOf('/');
    byte[] address =
        NetUtil.createByteArrayFromIpAddressString(slash < 0 ? text : text.substring(0, slash));
    if (address == null) {
      throw new IllegalArgumentException("not a range of addresses: " + text);
    }
    int most = address.length * 8;
    int bits;
    try {
      bits = slash < 0 ? most : Integer.parseInt(text.substring(slash + 1));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("not a range of addresses: " + text, e);
    }
    if (bits < 0 || bits > most) {
      throw new IllegalArgumentException("not a range of addresses: " + text);
    }
    return new Range(high(address), low(address), bits + 128 - most);
  }

  public boolean isEmpty() {
    return ranges.length == 0;
  }

  /** False for what is no address. */
  public boolean contains(String literal) {
    if (ranges.length == 0) {
      return false;
    }
    byte[] address = NetUtil.createByteArrayFromIpAddressString(literal);
    if (address == null) {
      return false;
    }
    long high = high(address);
    long low = low(address);
    for (Range range : ranges) {
      if (range.holds(high, low)) {
        return true;
      }
    }
    return false;
  }

  private static long high(byte[] address) {
    return address.length == 4 ? 0 : word(address, 0, 8);
  }

  private static long low(byte[] address) {
    return address.length == 4 ? 0xffff_0000_0000L | word(address, 0, 4) : word(address, 8, 8);
  }

  private static long word(byte[] bytes, int from, int length) {
    long word = 0;
    for (int i = from; i < from + length; i++) {
      word = word << 8 | (bytes[i] & 0xff);
    }
    return word;
  }
}
