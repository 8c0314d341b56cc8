package dev.sluice.dataplane.listener;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.exchange.BodySink;
import dev.sluice.dataplane.exchange.Client;
import dev.sluice.dataplane.exchange.Exchange;
import dev.sluice.dataplane.exchange.Failure;
import dev.sluice.dataplane.exchange.HeaderSection;
import dev.sluice.dataplane.exchange.MemoryBody;
import dev.sluice.dataplane.exchange.ResponseHead;
import dev.sluice.dataplane.main.Lots;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Messages that are cut, bent and broken, against the codec without a socket. */
class Http1FuzzTest {
  private static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: a.test\r\n\r\n";
  private static final List<String> VALID =
      List.of(
          "POST /a?b=c HTTP/1.1\r\nHost: a.test\r\nX-Thing: one, two\r\nContent-Length: "
              + SMUGGLED.length()
              + "\r\nAccept: */*\r\n\r\n"
              + SMUGGLED,
          "POST /a HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\nAccept: */*\r\n\r\n"
              + Integer.toHexString(SMUGGLED.length())
              + "\r\n"
              + SMUGGLED
              + "\r\n0\r\n\r\n");

  private static final String[] BLANKS = {
    "\r", "\n", "\0", " ", "\t", "\u000b", "\f", "\u0085", "\u00a0", "\u00ff"
  };

  /** What a codec makes of pieces: requests as they came, the answers, and whether it closed. */
  private static String transcript(List<String> pieces) {
    StringBuilder seen = new StringBuilder();
    EmbeddedChannel channel = new EmbeddedChannel();
    Loop loop =
        new Loop(channel.eventLoop(), exchange -> answer(exchange, seen), ListenerOptions.DEFAULT);
    channel
        .pipeline()
        .addLast(new Http1Connection(loop, new Client("1.2.3.4", 1, 80, false, null), NOBODY));
    StringBuilder answers = new StringBuilder();
    for (String piece : pieces) {
      if (!channel.isOpen()) {
        break;
      }
      channel.writeInbound(Unpooled.wrappedBuffer(piece.getBytes(StandardCharsets.ISO_8859_1)));
      drain(channel, answers);
    }
    boolean open = channel.isOpen();
    channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    channel.runPendingTasks();
    drain(channel, answers);
    assertThat(channel.isOpen()).as("it ends when the client has ended").isFalse();
    channel.finishAndReleaseAll();
    return seen
        + "\n-- answers\n"
        + answers.toString().replaceAll("[0-9a-f]{32}", "ID").replaceAll("date: [^\r]*", "date")
        + "\n-- "
        + (open ? "open" : "closed");
  }

  private static void drain(EmbeddedChannel channel, StringBuilder answers) {
    channel.runPendingTasks();
    for (Object out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
      ByteBuf bytes = (ByteBuf) out;
      answers.append(bytes.toString(StandardCharsets.ISO_8859_1));
      bytes.release();
    }
  }

  /** Takes the body, then answers. */
  private static void answer(Exchange exchange, StringBuilder seen) {
    seen.append("-- request\n")
        .append(exchange.request().method())
        .append(' ')
        .append(exchange.request().path())
        .append('\n')
        .append(exchange.request().headers());
    exchange
        .body()
        .start(
            new BodySink() {
              @Override
              public boolean write(ByteBuf data) {
                seen.append(data.toString(StandardCharsets.ISO_8859_1));
                data.release();
                return true;
              }

              @Override
              public void end(@Nullable HeaderSection trailers) {
                seen.append("\n-- whole ").append(trailers == null ? "" : trailers);
                exchange.respond(new ResponseHead(200), new MemoryBody(new byte[] {'o', 'k'}));
              }

              @Override
              public void fail(Failure cause) {
                seen.append("\n-- broken");
              }
            });
  }

  private static final ListenerEvents NOBODY =
      new ListenerEvents() {
        @Override
        public void connected(boolean tls) {}

        @Override
        public void disconnected(boolean tls) {}

        @Override
        public void begins() {}

        @Override
        public void ends() {}

        @Override
        public void refused(String reason) {}

        @Override
        public void failed(Throwable cause) {
          throw new AssertionError(cause);
        }
      };

  private static String message(Random random, List<String> known) {
    String message = Lots.one(random, known);
    return random.nextBoolean() ? message : Lots.bent(random, message);
  }

  @Test
  void a_message_means_the_same_however_it_is_cut() throws Exception {
    List<String> known = Lots.table("http1.table");
    Lots.draw(
        "messages that are cut",
        2000,
        random -> {
          String message = message(random, known);
          assertThat(transcript(Lots.cut(random, message))).isEqualTo(transcript(List.of(message)));
        });
  }

  @Test
  void a_message_means_the_same_byte_by_byte() throws Exception {
    List<String> known = Lots.table("http1.table");
    Lots.draw(
        "messages byte by byte",
        300,
        random -> {
          String message = message(random, known);
          List<String> bytes = message.chars().mapToObj(c -> String.valueOf((char) c)).toList();
          assertThat(transcript(bytes)).isEqualTo(transcript(List.of(message)));
        });
  }

  /**
   * Control characters and blanks that somebody slips into a head may change what it says, or make
   * it none; they never make a second request of its body.
   */
  @Test
  void a_body_never_becomes_a_request() throws Exception {
    Lots.draw(
        "bodies that look like requests",
        3000,
        random -> {
          String message = Lots.one(random, VALID);
          int at = random.nextInt(message.indexOf("\r\n\r\n") + 2);
          StringBuilder sent = new StringBuilder(message);
          for (int slipped = random.nextInt(3); slipped >= 0; slipped--) {
            sent.insert(at, BLANKS[random.nextInt(BLANKS.length)]);
          }
          assertThat(transcript(List.of(sent.toString())))
              .doesNotContain("-- request\nGET /smuggled");
        });
  }
}
