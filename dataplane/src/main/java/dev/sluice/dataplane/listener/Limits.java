package dev.sluice.dataplane.listener;

/**
 * What a client may ask for; bytes, counts and milliseconds.
 *
 * @param quietMillis after so long without a request a connection ends with the process
 */
record Limits(
    int head,
    int requestLine,
    int fields,
    int drain,
    long headMillis,
    long idleMillis,
    long quietMillis) {
  static final Limits DEFAULT = new Limits(64 << 10, 8 << 10, 100, 64 << 10, 10_000, 75_000, 500);
}
