package dev.sluice.dataplane.listener;

import dev.sluice.dataplane.codec.Http2Room;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.util.collection.IntObjectHashMap;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** The streams of a connection, and what may still come for those that are over (RFC 9113 §5.1). */
final class Http2Streams {
  /** Streams that we have reset, and of which the client may not know yet. */
  private static final int REMEMBERED = 32;

  private final IntObjectHashMap<Http2Stream> underWay = new IntObjectHashMap<>();
  private final int[] reset = new int[REMEMBERED];
  private final int most;
  private final Http2Room room;
  private final BooleanSupplier told;
  private final IntFunction<Http2Stream> maker;
  private int resetAt;
  private int last;

  /**
   * @param most how many may be under way
   * @param told whether the client has been told which one was the last
   */
  Http2Streams(int most, Http2Room room, BooleanSupplier told, IntFunction<Http2Stream> maker) {
    this.most = most;
    this.room = room;
    this.told = told;
    this.maker = maker;
  }

  /** The last one that the client has opened. */
  int last() {
    return last;
  }

  boolean none() {
    return underWay.isEmpty();
  }

  /** Those under way; what is done to them may end them. */
  List<Http2Stream> all() {
    return new ArrayList<>(underWay.values());
  }

  @Nullable Http2Stream underWay(int id) {
    return underWay.get(id);
  }

  void closed(Http2Stream stream) {
    underWay.remove(stream.id);
  }

  /** We have reset it. */
  void reset(int id) {
    reset[resetAt++ % REMEMBERED] = id;
  }

  /** Whether it is one that the client may open. */
  boolean isNew(int id) {
    return id > last && (id & 1) == 1;
  }

  /** Whether it was opened after we had said which one was the last: it is ignored (§6.8). */
  boolean late(int id) {
    return isNew(id) && told.getAsBoolean();
  }

  Http2Stream open(int id) throws Http2Exception {
    last = id;
    if (underWay.size() >= most || room.unread()) {
      throw Http2Exception.streamError(
          id, Http2Error.REFUSED_STREAM, "There are too many streams.");
    }
    Http2Stream stream = maker.apply(id);
    underWay.put(id, stream);
    return stream;
  }

  /** The stream; null: it is over, and what comes for it is of no matter. */
  @Nullable Http2Stream known(int id) throws Http2Exception {
    Http2Stream stream = underWay.get(id);
    if (stream == null && (id > last || (id & 1) == 0) && !late(id)) {
      throw Http2Exception.connectionError(
          Http2Error.PROTOCOL_ERROR, "A frame for a stream that nobody has opened.");
    }
    return stream;
  }

  /** The stream, where the client may still send on it; null: what comes is ignored. */
  @Nullable Http2Stream speaking(int id) throws Http2Exception {
    Http2Stream stream = known(id);
    if (stream == null ? !late(id) && !wasReset(id) : stream.requestOver()) {
      throw Http2Exception.streamError(id, Http2Error.STREAM_CLOSED, "The stream is closed.");
    }
    return stream;
  }

  private boolean wasReset(int id) {
    for (int each : reset) {
      if (each == id) {
        return true;
      }
    }
    return false;
  }
}
