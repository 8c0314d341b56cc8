package dev.sluice.dataplane.listener;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.exchange.BodySink;
import dev.sluice.dataplane.exchange.Client;
import dev.sluice.dataplane.exchange.Exchange;
import dev.sluice.dataplane.exchange.Failure;
import dev.sluice.dataplane.exchange.HeaderSection;
import dev.sluice.dataplane.exchange.MemoryBody;
import dev.sluice.dataplane.exchange.ResponseHead;
import dev.sluice.dataplane.main.MessageTable;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

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

  private static final List<String> TABLE = table();

  private static List<String> table() {
    try {
      return MessageTable.read("http1.table").stream()
          .map(row -> MessageTable.bytes(row.message()))
          .filter(bytes -> bytes.length() < 1000)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

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

  @Provide
  Arbitrary<String> messages() {
    Arbitrary<String> known = Arbitraries.of(TABLE);
    return Arbitraries.oneOf(known, known.flatMap(message -> bent(message, message.length())));
  }

  /** With up to three bytes put in, taken out or replaced. */
  private static Arbitrary<String> bent(String message, int upTo) {
    Arbitrary<Integer> at = Arbitraries.integers().between(0, upTo - 1);
    Arbitrary<Character> with =
        Arbitraries.of('\r', '\n', '\0', ' ', '\t', ':', ';', ',', '0', '9', 'a', 'Z', '\u00e9');
    Arbitrary<Integer> how = Arbitraries.integers().between(0, 2);
    return net.jqwik.api.Combinators.combine(at, with, how)
        .as(
            (i, c, kind) ->
                message.substring(0, i)
                    + (kind == 2 ? "" : c)
                    + message.substring(kind == 0 ? i : i + 1))
        .list()
        .ofMinSize(1)
        .ofMaxSize(1)
        .map(all -> all.get(0));
  }

  @Property(tries = 2000)
  void a_message_means_the_same_however_it_is_cut(
      @ForAll("messages") String message, @ForAll("cuts") List<Integer> cuts) {
    List<String> pieces = new java.util.ArrayList<>();
    int from = 0;
    for (int cut : cuts.stream().map(cut -> cut % (message.length() + 1)).sorted().toList()) {
      if (cut > from) {
        pieces.add(message.substring(from, cut));
        from = cut;
      }
    }
    pieces.add(message.substring(from));
    assertThat(transcript(pieces)).isEqualTo(transcript(List.of(message)));
  }

  @Provide
  Arbitrary<List<Integer>> cuts() {
    return Arbitraries.integers().between(0, 2000).list().ofMinSize(1).ofMaxSize(6);
  }

  @Property(tries = 300)
  void a_message_means_the_same_byte_by_byte(@ForAll("messages") String message) {
    List<String> bytes = message.chars().mapToObj(c -> String.valueOf((char) c)).toList();
    assertThat(transcript(bytes)).isEqualTo(transcript(List.of(message)));
  }

  /**
   * Control characters and blanks that somebody slips into a head may change what it says, or make
   * it none; they never make a second request of its body.
   */
  @Property(tries = 3000)
  void a_body_never_becomes_a_request(
      @ForAll("valid") String message, @ForAll("slipped") String slipped, @ForAll int where) {
    int head = message.indexOf("\r\n\r\n") + 2;
    int at = Math.floorMod(where, head);
    String sent = message.substring(0, at) + slipped + message.substring(at);
    assertThat(transcript(List.of(sent))).doesNotContain("-- request\nGET /smuggled");
  }

  @Provide
  Arbitrary<String> valid() {
    return Arbitraries.of(VALID);
  }

  @Provide
  Arbitrary<String> slipped() {
    return Arbitraries.of('\r', '\n', '\0', ' ', '\t', '\u000b', '\f', '\u0085', '\u00a0', '\u00ff')
        .list()
        .ofMinSize(1)
        .ofMaxSize(3)
        .map(all -> all.stream().map(String::valueOf).reduce("", String::concat));
  }
}
