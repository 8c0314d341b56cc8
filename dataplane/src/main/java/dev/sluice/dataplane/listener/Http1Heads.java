package dev.sluice.dataplane.listener;

import dev.sluice.dataplane.codec.HeadScanner;
import dev.sluice.dataplane.exchange.HeaderSection;
import dev.sluice.dataplane.exchange.RequestHead;
import io.netty.buffer.ByteBuf;

/**
 * Finds the heads of requests in what a client sends, however it is cut into pieces, and reads
 * them; or finds that the client speaks HTTP/2.
 */
final class Http1Heads {
  enum Found {
    /** More bytes are needed. */
    NOTHING,
    /** A head; it stands in {@link #head}, and is gone from the bytes. */
    HEAD,
    /** HTTP/2's preface (RFC 9113 §3.4), which still stands in the bytes. */
    PREFACE
  }

  final RequestHead head = new RequestHead(new HeaderSection());
  final HeadParser parser;
  private final HeadScanner scanner;

  /** When the first byte of the head came. */
  long startNanos;

  /** Some bytes of a head are there. It must be whole in time, counted from its first byte. */
  private boolean within;

  /** An empty line has been passed over since the last request. */
  private boolean blank;

  /** Nothing has been read yet: it may still be HTTP/2. */
  private boolean fresh = true;

  Http1Heads(Limits limits) {
    this.scanner = new HeadScanner(limits.requestLine(), limits.head());
    this.parser = new HeadParser(head, limits);
  }

  /** Whether a head has begun and is not whole. */
  boolean within() {
    return within;
  }

  Found next(ByteBuf input) {
    if (!within) {
      if (!input.isReadable() || !begins(input)) {
        return Found.NOTHING;
      }
      within = true;
      startNanos = System.nanoTime();
    }
    if (fresh && input.getByte(input.readerIndex()) == 'P') {
      int same = Http2Preface.same(input);
      if (same == Http2Preface.LENGTH) {
        return Found.PREFACE;
      }
      if (same == input.readableBytes()) {
        return Found.NOTHING;
      }
    }
    int end = scanner.end(input);
    if (end < 0) {
      return Found.NOTHING;
    }
    fresh = false;
    within = false;
    blank = false;
    head.clear();
    head.headers().append(input, end);
    parser.parse(end);
    return Found.HEAD;
  }

  /** One empty line before a request is forgiven (RFC 9112 §2.2). False: more must come to tell. */
  private boolean begins(ByteBuf input) {
    if (blank || input.getByte(input.readerIndex()) != '\r') {
      return true;
    }
    if (input.readableBytes() < 2) {
      return false;
    }
    if (input.getByte(input.readerIndex() + 1) == '\n') {
      input.skipBytes(2);
      blank = true;
    }
    return input.isReadable();
  }
}
