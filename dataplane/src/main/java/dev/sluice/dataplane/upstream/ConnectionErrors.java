package dev.sluice.dataplane.upstream;

import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import java.nio.channels.NotYetConnectedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What ends a connection to an endpoint from within its pipeline. */
final class ConnectionErrors {
  private static final Logger LOG = LoggerFactory.getLogger(ConnectionErrors.class);

  private ConnectionErrors() {}

  /** Resets and broken TLS are the endpoint's doing; whatever else is a bug, or memory is short. */
  static void note(Throwable cause) {
    if (cause instanceof IOException
        || cause instanceof DecoderException
        // What Netty makes of ENOTCONN, which a read gives when a reset was taken up just before
        // it.
        || cause instanceof NotYetConnectedException) {
      LOG.debug("upstream: {}", cause.toString());
    } else {
      LOG.error("upstream: a connection failed", cause);
    }
  }
}
