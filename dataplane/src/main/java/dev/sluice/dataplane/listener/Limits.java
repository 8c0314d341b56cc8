package dev.sluice.dataplane.listener;

/** What a client may ask for; bytes, counts and milliseconds. */
record Limits(int head, int requestLine, int fields, int drain, long headMillis, long idleMillis) {
  static final Limits DEFAULT = new Limits(64 << 10, 8 << 10, 100, 64 << 10, 10_000, 75_000);
}
