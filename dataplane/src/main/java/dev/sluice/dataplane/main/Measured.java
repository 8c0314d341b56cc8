package dev.sluice.dataplane.main;

import dev.sluice.dataplane.listener.ListenerEvents;
import dev.sluice.dataplane.telemetry.Telemetry;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http2.Http2Exception;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells telemetry what listeners see. */
final class Measured implements ListenerEvents {
  private static final Logger LOG = LoggerFactory.getLogger(Measured.class);

  private final Telemetry telemetry;

  Measured(Telemetry telemetry) {
    this.telemetry = telemetry;
  }

  @Override
  public void connected(boolean tls) {
    telemetry.connections(tls, 1);
  }

  @Override
  public void disconnected(boolean tls) {
    telemetry.connections(tls, -1);
  }

  @Override
  public void begins() {
    telemetry.begins();
  }

  @Override
  public void ends() {
    telemetry.ends();
  }

  @Override
  public void refused(String reason) {
    telemetry.failure(reason);
  }

  @Override
  public void failed(Throwable cause) {
    // Resets and failed handshakes are the clients' doing, and anyone can bring them about.
    if (cause instanceof IOException
        || cause instanceof DecoderException
        || cause instanceof Http2Exception) {
      telemetry.failure("connection");
      LOG.debug("listener: {}", cause.toString());
    } else {
      telemetry.failure("internal");
      LOG.error("listener: a connection failed", cause);
    }
  }
}
