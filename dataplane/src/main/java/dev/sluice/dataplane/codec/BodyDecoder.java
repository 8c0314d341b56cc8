package dev.sluice.dataplane.codec;

import dev.sluice.dataplane.exchange.HeaderName;
import dev.sluice.dataplane.exchange.HeaderSection;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Takes one body of known framing apart (RFC 9112 §6.2, §7.1). Strict, like the head's parser. */
public final class BodyDecoder {
  /** Length of a body in chunks. */
  public static final long CHUNKED = -1;

  private enum State {
    DATA,
    SIZE,
    DATA_END,
    TRAILERS,
    DONE
  }

  private final boolean chunked;
  private final int mostTrailers;
  private State state;
  private long left;
  private int trailerBytes;
  private @Nullable HeaderSection trailers;

  /**
   * @param length bytes, or {@link #CHUNKED}
   * @param mostTrailers bytes of the trailer section
   */
  public BodyDecoder(long length, int mostTrailers) {
    this.chunked = length == CHUNKED;
    this.mostTrailers = mostTrailers;
    this.left = chunked ? 0 : length;
    this.state = chunked ? State.SIZE : length == 0 ? State.DONE : State.DATA;
  }

  public boolean done() {
    return state == State.DONE;
  }

  /** Bytes that are sure to follow; for judging whether to wait for them. */
  public long left() {
    return left;
  }

  public @Nullable HeaderSection trailers() {
    return trailers;
  }

  /** The next stretch of data, retained; null: more bytes are needed, or it is done. */
  public @Nullable ByteBuf next(ByteBuf in) {
    while (true) {
      switch (state) {
        case DATA -> {
          if (!in.isReadable()) {
            return null;
          }
          ByteBuf data = in.readRetainedSlice((int) Math.min(left, in.readableBytes()));
          left -= data.readableBytes();
          if (left == 0) {
            state = chunked ? State.DATA_END : State.DONE;
          }
          return data;
        }
        case DATA_END -> {
          if (in.readableBytes() < 2) {
            return null;
          }
          if (in.readByte() != '\r' || in.readByte() != '\n') {
            throw Refusal.bad("A chunk is longer than it says.");
          }
          state = State.SIZE;
        }
        case SIZE -> {
          int end = line(in, 1024);
          if (end < 0) {
            return null;
          }
          size(in, end);
          state = left == 0 ? State.TRAILERS : State.DATA;
        }
        case TRAILERS -> {
          int end = line(in, mostTrailers);
          if (end < 0) {
            return null;
          }
          trailer(in, end);
        }
        case DONE -> {
          return null;
        }
      }
    }
  }

  /** Index of the CR of a whole line; -1: not there yet. */
  private static int line(ByteBuf in, int limit) {
    int lf = in.indexOf(in.readerIndex(), in.writerIndex(), (byte) '\n');
    if (lf < 0) {
      if (in.readableBytes() > limit) {
        throw Refusal.bad("A line within the body is too long.");
      }
      return -1;
    }
    if (lf == in.readerIndex() || in.getByte(lf - 1) != '\r' || lf - in.readerIndex() > limit) {
      throw Refusal.bad("A line within the body ends in a bare LF, or is too long.");
    }
    return lf - 1;
  }

  private void size(ByteBuf in, int end) {
    long size = 0;
    int digits = 0;
    int i = in.readerIndex();
    while (i < end) {
      int digit = Character.digit(in.getByte(i), 16);
      if (digit < 0) {
        break;
      }
      if (++digits > 15) {
        throw Refusal.bad("A chunk size is too large.");
      }
      size = size << 4 | digit;
      i++;
    }
    if (digits == 0) {
      throw Refusal.bad("A chunk size is not a number.");
    }
    boolean extension = i < end && in.getByte(i) == ';';
    for (; i < end; i++) {
      if (!extension || !Syntax.value(in.getByte(i))) {
        throw Refusal.bad("A chunk size is followed by what is no extension.");
      }
    }
    in.readerIndex(end + 2);
    left = size;
  }

  private void trailer(ByteBuf in, int end) {
    int length = end - in.readerIndex();
    trailerBytes += length;
    if (trailerBytes > mostTrailers) {
      throw new Refusal(431, "The trailers are too large.");
    }
    if (length == 0) {
      in.skipBytes(2);
      state = State.DONE;
      if (trailers != null) {
        Trailers.sift(trailers);
      }
      return;
    }
    HeaderSection section = trailers;
    if (section == null) {
      section = new HeaderSection(256, 4);
      trailers = section;
    }
    int start = section.append(in, length);
    in.skipBytes(2);
    byte[] b = section.bytes();
    int stop = start + length;
    int hash = 0;
    int i = start;
    while (i < stop && Syntax.token(b[i])) {
      hash = HeaderName.hashStep(hash, b[i++]);
    }
    if (i == start || i == stop || b[i] != ':') {
      throw Refusal.bad("A trailer's name is not a token followed by a colon.");
    }
    int value = i + 1;
    while (value < stop && (b[value] == ' ' || b[value] == '\t')) {
      value++;
    }
    for (int k = value; k < stop; k++) {
      if (!Syntax.value(b[k])) {
        throw Refusal.bad("A trailer's value holds control characters.");
      }
    }
    section.index(start, i, value, stop, hash);
  }
}
