package dev.sluice.operator.push;

import dev.sluice.snapshot.id.Revision;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings each stream to the latest snapshot. Confined to the event loop of the push server. */
final class Pump {
  private static final Logger LOG = LoggerFactory.getLogger(Pump.class);

  private final Vertx vertx;
  private final PushOptions options;
  private final Frames frames;
  private final Publications publications;
  private final Consumer<PushStream> ended;
  private final FullSends fullSends;

  /**
   * @param ended takes a stream that could not be written to
   */
  Pump(
      Vertx vertx,
      PushOptions options,
      Frames frames,
      Publications publications,
      Consumer<PushStream> ended) {
    this.vertx = vertx;
    this.options = options;
    this.frames = frames;
    this.publications = publications;
    this.ended = ended;
    this.fullSends = new FullSends(options.fullSends());
  }

  /** Sends what a stream lacks, if nothing is under way: slow clients skip what they missed. */
  void run(PushStream stream) {
    @Nullable Publication latest = publications.latest();
    if (latest == null || !stream.active || stream.sending || stream.isClosed()) {
      return;
    }
    if (latest.snapshot().revision().equals(stream.known)) {
      if (stream.asked) {
        stream.asked = false;
        stream.write(frames.current(latest.snapshot().revision())).onFailure(e -> {});
      }
      return;
    }
    stream.sending = true;
    if (publications.knows(stream.known)) {
      send(stream, () -> {});
    } else {
      fullSends.enter(() -> send(stream, fullSends::done));
    }
  }

  /** The base may have gone, or the latest have changed, while a full send waited for its turn. */
  private void send(PushStream stream, Runnable done) {
    @Nullable Publication latest = publications.latest();
    @Nullable Revision base = stream.known;
    long question = stream.questions;
    Future<Buffer> frame =
        base != null && publications.knows(base) ? publications.delta(base) : publications.full();
    long stuck = vertx.setTimer(options.stuck().toMillis(), id -> stream.drop());
    frame
        .compose(stream::write)
        .onComplete(
            sent -> {
              vertx.cancelTimer(stuck);
              done.run();
              stream.sending = false;
              if (sent.failed()) {
                if (!stream.isClosed()) {
                  LOG.warn("push: data plane {}: {}", stream.pod, sent.cause().toString());
                  stream.reset();
                }
                ended.accept(stream);
                return;
              }
              if (question == stream.questions && latest != null) {
                stream.known = latest.snapshot().revision();
                stream.asked = false;
              }
              run(stream);
            });
  }
}
