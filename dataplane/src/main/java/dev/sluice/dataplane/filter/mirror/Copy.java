package dev.sluice.dataplane.filter.mirror;

import dev.sluice.dataplane.exchange.BodySink;
import dev.sluice.dataplane.exchange.BodySource;
import dev.sluice.dataplane.exchange.Exchange;
import dev.sluice.dataplane.exchange.Failure;
import dev.sluice.dataplane.exchange.HeaderName;
import dev.sluice.dataplane.exchange.HeaderSection;
import dev.sluice.dataplane.exchange.RequestHead;
import dev.sluice.dataplane.exchange.Responder;
import dev.sluice.dataplane.exchange.ResponseHead;
import dev.sluice.dataplane.upstream.Tally;
import dev.sluice.dataplane.upstream.Treatment;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A copy of one request on its way, and where its answer ends. Of one event loop. */
final class Copy implements Responder, BodySink {
  private static final Logger LOG = LoggerFactory.getLogger(Copy.class);
  private static final HeaderName MARK = HeaderName.of("x-sluice-mirror");

  /** Up to here an answer is read to its end, so that its connection can be used again. */
  private static final int MOST_READ = 1 << 20;

  private final Exchange original;
  private final Exchange exchange;
  private final Tally tally;
  private @Nullable BodySource answer;
  private int read;
  private boolean counted;

  /**
   * @param body null: there is none
   */
  Copy(Exchange original, @Nullable CopiedBody body, Tally tally) {
    this.original = original;
    this.tally = tally;
    RequestHead head = original.request().copy();
    head.headers().set(MARK, "1");
    // One id for both, in whatever log they turn up.
    head.headers().set(HeaderName.X_REQUEST_ID, original.requestId());
    exchange =
        new Exchange(
            head,
            body == null ? BodySource.EMPTY : body,
            original.client(),
            this,
            System.nanoTime());
    if (original.verified() != null) {
      exchange.verified(original.verified());
    }
    if (body != null) {
      body.of(this);
    }
  }

  void send(Treatment treatment) {
    guarded(() -> treatment.send(exchange));
  }

  /** Whatever goes wrong with a copy, the request goes on. */
  void guarded(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      LOG.error("mirroring request {}: a bug", original.requestId(), e);
      drop();
    }
  }

  /** Gives it up. */
  void drop() {
    if (!counted) {
      counted = true;
      tally.count(Tally.Event.COPY_DROPPED);
    }
    exchange.abort(Failure.CLIENT_GONE);
  }

  @Override
  public void interim(ResponseHead head) {}

  @Override
  public void respond(ResponseHead head, BodySource body) {
    Failure failure = exchange.failure();
    if (!counted) {
      counted = true;
      if (failure == null) {
        tally.count(Tally.Event.COPY_ANSWERED);
      } else if (failure == Failure.OVERLOADED) {
        tally.count(Tally.Event.COPY_DROPPED);
      } else {
        tally.count(Tally.Event.COPY_FAILED);
      }
    }
    answer = body;
    body.start(this);
  }

  @Override
  public BodySource switched() {
    return BodySource.EMPTY;
  }

  @Override
  public Runnable after(long millis, Runnable task) {
    return original.after(millis, task);
  }

  // ---- the answer, which nobody wants

  @Override
  public boolean write(ByteBuf data) {
    read += data.readableBytes();
    data.release();
    BodySource body = answer;
    if (read > MOST_READ && body != null) {
      answer = null;
      body.cancel();
      exchange.finish();
    }
    return true;
  }

  @Override
  public void end(@Nullable HeaderSection trailers) {
    exchange.finish();
  }

  @Override
  public void fail(Failure cause) {
    exchange.finish();
  }
}
