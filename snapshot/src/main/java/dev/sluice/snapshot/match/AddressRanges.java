package dev.sluice.snapshot.match;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
    return of(List.of(list.split(",", -1)));
  }

  /**
   * A bare address is a range of one; what is blank is none.
   *
   * @throws IllegalArgumentException with a message for the person who wrote it
   */
  public static AddressRanges of(List<String> texts) {
    List<Range> ranges = new ArrayList<>();
    for (String each : texts) {
      if (!each.isBlank()) {
        ranges.add(range(each.strip()));
      }
    }
    return ranges.isEmpty() ? NONE : new AddressRanges(ranges);
  }

  private static Range range(String text) {
    int slash = text.indexOf('/');
    byte[] address = bytes(slash < 0 ? text : text.substring(0, slash));
    if (address == null) {
      throw not(text);
    }
    int most = address.length * 8;
    int bits;
    try {
      bits = slash < 0 ? most : Integer.parseInt(text.substring(slash + 1));
    } catch (NumberFormatException e) {
      throw not(text);
    }
    if (bits < 0 || bits > most) {
      throw not(text);
    }
    return new Range(high(address), low(address), bits + 128 - most);
  }

  private static IllegalArgumentException not(String text) {
    return new IllegalArgumentException(
        "not a range of addresses: '" + text + "'; write one such as 10.0.0.0/8 or fd00::/8");
  }

  public boolean isEmpty() {
    return ranges.length == 0;
  }

  /** False for what is no address. */
  public boolean contains(@Nullable String literal) {
    if (ranges.length == 0 || literal == null) {
      return false;
    }
    long high = 0;
    long low = v4(literal);
    if (low >= 0) {
      low |= MAPPED;
    } else {
      byte[] address = bytes(literal);
      if (address == null) {
        return false;
      }
      high = high(address);
      low = low(address);
    }
    for (Range range : ranges) {
      if (range.holds(high, low)) {
        return true;
      }
    }
    return false;
  }

  private static final long MAPPED = 0xffff_0000_0000L;

  /** An IPv4 address as a number; -1: it is none. Most addresses are, and this makes nothing. */
  private static long v4(String text) {
    long all = 0;
    int part = -1;
    int dots = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= '0' && c <= '9') {
        // 010 is octal to some: to us it is no address.
        if (part == 0) {
          return -1;
        }
        part = part < 0 ? c - '0' : part * 10 + c - '0';
        if (part > 255) {
          return -1;
        }
      } else if (c == '.' && part >= 0 && dots < 3) {
        all = all << 8 | part;
        part = -1;
        dots++;
      } else {
        return -1;
      }
    }
    return dots == 3 && part >= 0 ? all << 8 | part : -1;
  }

  /** Null where it is no literal address; a name is never looked up. */
  private static byte @Nullable [] bytes(String text) {
    long v4 = v4(text);
    if (v4 >= 0) {
      return new byte[] {(byte) (v4 >> 24), (byte) (v4 >> 16), (byte) (v4 >> 8), (byte) v4};
    }
    if (text.indexOf(':') < 0) {
      return null;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != ':' && c != '.' && Character.digit(c, 16) < 0) {
        return null;
      }
    }
    try {
      // A text with a colon is an address to it, or an error.
      byte[] address = InetAddress.getByName(text).getAddress();
      return address.length == 16 ? address : mapped(address);
    } catch (UnknownHostException e) {
      return null;
    }
  }

  /** Java gives the four bytes of an address that is written in sixteen. */
  private static byte[] mapped(byte[] v4) {
    byte[] address = new byte[16];
    address[10] = -1;
    address[11] = -1;
    System.arraycopy(v4, 0, address, 12, 4);
    return address;
  }

  private static long high(byte[] address) {
    return address.length == 4 ? 0 : word(address, 0, 8);
  }

  private static long low(byte[] address) {
    return address.length == 4 ? MAPPED | word(address, 0, 4) : word(address, 8, 8);
  }

  private static long word(byte[] bytes, int from, int length) {
    long word = 0;
    for (int i = from; i < from + length; i++) {
      word = word << 8 | (bytes[i] & 0xff);
    }
    return word;
  }
}
