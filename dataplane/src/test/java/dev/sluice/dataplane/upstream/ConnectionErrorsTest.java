package dev.sluice.dataplane.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import java.nio.channels.NotYetConnectedException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class ConnectionErrorsTest {
  private final Logger log = (Logger) LoggerFactory.getLogger(ConnectionErrors.class);
  private final ListAppender<ILoggingEvent> said = new ListAppender<>();

  @BeforeEach
  void listen() {
    said.start();
    log.addAppender(said);
  }

  @AfterEach
  void stop() {
    log.detachAppender(said);
  }

  private List<ILoggingEvent> errors() {
    return said.list.stream().filter(each -> each.getLevel() == Level.ERROR).toList();
  }

  @Test
  void what_an_endpoint_does_is_no_error_of_ours() {
    ConnectionErrors.note(new IOException("recvAddress(..) failed: Connection reset by peer"));
    ConnectionErrors.note(new DecoderException("not an SSL/TLS record"));
    ConnectionErrors.note(new NotYetConnectedException());
    assertThat(errors()).isEmpty();
  }

  @Test
  void a_bug_is_logged_with_where_it_was() {
    IllegalStateException bug = new IllegalStateException("x");
    ConnectionErrors.note(bug);
    assertThat(errors())
        .singleElement()
        .satisfies(
            each -> {
              assertThat(each.getThrowableProxy().getMessage()).isEqualTo("x");
              assertThat(each.getThrowableProxy().getStackTraceElementProxyArray()).isNotEmpty();
            });
  }
}
