package dev.sluice.dataplane.filter.ratelimit;

import dev.sluice.dataplane.exchange.HeaderSection;

/** Whole numbers in fields, read without making strings. */
final class Units {
  private Units() {}

  /** The number that a field's value is; another where it is none, or more than the largest. */
  static long of(HeaderSection headers, int field, long most, long otherwise) {
    byte[] bytes = headers.bytes();
    int start = headers.valueStart(field);
    int end = headers.valueEnd(field);
    if (start == end) {
      return otherwise;
    }
    long value = 0;
    for (int i = start; i < end; i++) {
      int digit = bytes[i] - '0';
      if (digit < 0 || digit > 9 || value > (most - digit) / 10) {
        return otherwise;
      }
      value = value * 10 + digit;
    }
    return value;
  }
}
