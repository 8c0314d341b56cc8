package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.exchange.BodySink;
import dev.sluice.dataplane.exchange.BodySource;
import org.jspecify.annotations.Nullable;

/** The body of a call's request: streams once, or, where the rule retries, is kept for a while. */
final class CallBody {
  private final BodySource source;
  private final @Nullable Replay replay;
  private boolean taken;

  /**
   * @param kept bytes that are kept to be sent again; -1: none, for nothing is sent twice
   */
  CallBody(BodySource source, int kept) {
    this.source = source;
    this.replay = kept < 0 ? null : new Replay(source, kept);
  }

  /** Bytes in all; -1: not known. */
  long length() {
    return source.length();
  }

  void send(BodySink to) {
    taken = true;
    if (replay != null) {
      replay.send(to);
    } else {
      source.start(to);
    }
  }

  void resume() {
    if (replay != null) {
      replay.resume();
    } else {
      source.resume();
    }
  }

  /** This try cannot take any more of it. */
  void drop() {
    if (replay == null) {
      source.cancel();
    }
  }

  /** The try that took it is over, and another may follow. */
  void detach() {
    if (replay != null) {
      replay.detach();
    }
  }

  /** No try follows. */
  void forget() {
    if (replay != null) {
      replay.forget();
    }
  }

  /** Whether it can be sent from its beginning once more. */
  boolean repeatable() {
    return replay == null ? !taken : replay.repeatable();
  }

  /** Whether nobody has begun to read it. */
  boolean untouched() {
    return !taken;
  }
}
