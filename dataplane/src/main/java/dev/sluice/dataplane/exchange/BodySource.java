package dev.sluice.dataplane.exchange;

/**
 * Where the bytes of one body come from: a client's connection, an upstream's, or memory. Delivers
 * to one sink, and only as fast as the sink takes: a source that is not resumed stops reading its
 * socket, and so the pressure reaches the peer.
 */
public interface BodySource {
  /** A body of no bytes at all. */
  BodySource EMPTY =
      new BodySource() {
        @Override
        public long length() {
          return 0;
        }

        @Override
        public void start(BodySink sink) {
          sink.end(null);
        }

        @Override
        public void resume() {}

        @Override
        public void cancel() {}
      };

  /** Bytes in all, where that is known before the first one; -1: unknown. */
  long length();

  /**
   * Begins to deliver, perhaps before this call returns. At most once; until then the source holds
   * its peer back.
   */
  void start(BodySink sink);

  /** The sink has room again, after a {@link BodySink#write} that returned false. */
  void resume();

  /**
   * Nobody wants what is left, whether started or not. Nothing is delivered from now on. What
   * becomes of the peer's connection is the source's own business. May be called more than once,
   * and after the end.
   */
  void cancel();
}
