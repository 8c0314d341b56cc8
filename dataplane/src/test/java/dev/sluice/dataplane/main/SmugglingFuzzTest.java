package dev.sluice.dataplane.main;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Requests by lot, bent and cut, through a data plane to a backend that reads by the book: what it
 * reads are requests that the data plane has written, each as often as it was answered.
 */
class SmugglingFuzzTest {
  private static final Pattern VIA = Pattern.compile("\r\nvia: [^\r]*sluice\r\n");
  private static final Pattern OK = Pattern.compile("HTTP/1\\.1 200 ");
  private static final String INNER = "GET /smuggled HTTP/1.1\r\nHost: a.test\r\n\r\n";

  /** Bodies that would be requests, if somebody read them so. */
  private static final List<String> BAIT =
      List.of(
          "POST /a HTTP/1.1\r\nHost: a.test\r\nContent-Length: "
              + INNER.length()
              + "\r\n\r\n"
              + INNER,
          "POST /b HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\n"
              + Integer.toHexString(INNER.length())
              + "\r\n"
              + INNER
              + "\r\n0\r\nx: y\r\n\r\n",
          "GET /c HTTP/1.1\r\nHost: a.test\r\n\r\n");

  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0";

  private Running running;
  private Recording backend;

  @BeforeEach
  void start() throws Exception {
    running = new Running();
    backend = new Recording();
    running.forwardTo(backend.backend);
  }

  @AfterEach
  void stop() throws Exception {
    backend.close();
    running.close();
  }

  /**
   * Says it in pieces, closes its half, and reads to the end: which comes, or the read times out.
   */
  private String say(List<String> pieces) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", running.plane.httpPort())) {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(10_000);
      OutputStream out = socket.getOutputStream();
      try {
        for (String piece : pieces) {
          out.write(piece.getBytes(StandardCharsets.ISO_8859_1));
        }
        socket.shutdownOutput();
      } catch (IOException e) {
        // refused before it was all said
      }
      InputStream in = socket.getInputStream();
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (java.net.SocketException e) {
      return "";
    }
  }

  /** Who reads a request out of a body finds no word of ours in it. */
  private static void all_are_our_own(List<String> came) {
    for (String each : came) {
      String head = each.substring(0, each.indexOf("\r\n\r\n") + 4);
      assertThat(VIA.matcher(head).results().count()).as(head).isOne();
    }
  }

  private static String messages(Random random, List<String> known) {
    StringBuilder all = new StringBuilder();
    for (int n = 1 + random.nextInt(4); n > 0; n--) {
      String one = Lots.one(random, random.nextInt(3) > 0 ? BAIT : known);
      all.append(random.nextInt(3) > 0 ? one : Lots.bent(random, one));
    }
    return all.toString();
  }

  @Test
  void a_backend_reads_one_request_for_each_that_is_answered() throws Exception {
    List<String> known = Lots.table("http1.table");
    Lots.draw(
        "requests on one connection",
        1200,
        random -> {
          backend.forget();
          String sent = messages(random, known);
          String answers = say(Lots.cut(random, sent));
          List<String> came = backend.whole();
          all_are_our_own(came);
          assertThat(answers).doesNotContain("HTTP/1.1 500 ", "HTTP/1.1 502 ");
          // Nobody but the backend says 200.
          assertThat(OK.matcher(answers).results().count())
              .as(sent + "\n-- answers\n" + answers)
              .isEqualTo(came.size());
        });
  }

  @Test
  void frames_that_are_bent_and_cut_end_and_reach_a_backend_as_requests_or_not_at_all()
      throws Exception {
    List<MessageTable.Row> known =
        MessageTable.read("http2.table").stream()
            .filter(row -> MessageTable.repeated(row.message()).length() < 1000)
            .toList();
    Lots.draw(
        "frames on one connection",
        600,
        random -> {
          backend.forget();
          String frames = frames(Lots.one(random, known));
          String sent = random.nextInt(4) > 0 ? Lots.bent(random, frames) : frames;
          say(Lots.cut(random, PREFACE + sent));
          all_are_our_own(backend.whole());
        });
    assertThat(say(List.of(BAIT.get(2)))).startsWith("HTTP/1.1 200 ");
  }

  /** The bytes of a row's frames. */
  private static String frames(MessageTable.Row row) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Socket nowhere =
        new Socket() {
          @Override
          public void setTcpNoDelay(boolean on) {}

          @Override
          public synchronized void setSoTimeout(int timeout) {}

          @Override
          public OutputStream getOutputStream() {
            return bytes;
          }

          @Override
          public InputStream getInputStream() {
            return InputStream.nullInputStream();
          }
        };
    try (RawHttp2 client = new RawHttp2(nowhere)) {
      for (String frame : row.message().split(" // ")) {
        client.say(frame);
      }
      client.flush();
    }
    return bytes.toString(StandardCharsets.ISO_8859_1);
  }
}
