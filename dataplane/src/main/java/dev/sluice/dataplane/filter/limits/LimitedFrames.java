package dev.sluice.dataplane.filter.limits;

import dev.sluice.dataplane.codec.WebSocketFrame;
import dev.sluice.dataplane.exchange.BodySource;
import dev.sluice.dataplane.exchange.Exchange;
import dev.sluice.dataplane.exchange.Failure;
import dev.sluice.dataplane.exchange.Tunnel;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket whose client may send frames up to a size. At a larger one both ends are told why it
 * closes (RFC 6455 §7.4.1), the client once the frame that it is being sent is whole.
 */
final class LimitedFrames implements Tunnel {
  static final Failure TOO_LARGE =
      new Failure(413, "frame_too_large", "A frame is larger than this rule takes.");

  /** A message too big (RFC 6455 §7.4.1). */
  private static final int TOO_BIG = 1009;

  private final Exchange exchange;
  private final long most;
  private boolean closing;
  private @Nullable FramedBody back;

  LimitedFrames(Exchange exchange, long most) {
    this.exchange = exchange;
    this.most = most;
  }

  @Override
  public BodySource fromClient(BodySource bytes) {
    return new FramedBody(bytes) {
      @Override
      boolean takes(long payload) {
        return payload <= most;
      }

      @Override
      void stopped() {
        tooLarge(this);
      }
    };
  }

  @Override
  public BodySource fromBackend(BodySource bytes) {
    FramedBody made =
        new FramedBody(bytes) {
          @Override
          boolean takes(long payload) {
            return !closing;
          }

          @Override
          void stopped() {
            close(this);
          }
        };
    back = made;
    return made;
  }

  private void tooLarge(FramedBody from) {
    exchange.note(TOO_LARGE);
    closing = true;
    from.lastly(WebSocketFrame.closeByClient(TOO_BIG));
    FramedBody to = back;
    if (to != null && to.between()) {
      close(to);
    }
  }

  private void close(FramedBody to) {
    // The backend's connection goes with this: it has been told by now.
    to.lastly(WebSocketFrame.close(TOO_BIG));
    to.end();
  }
}
