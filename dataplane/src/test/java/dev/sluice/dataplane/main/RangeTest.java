package dev.sluice.dataplane.main;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.snapshot.filter.BodyEdit;
import dev.sluice.snapshot.filter.HeaderEdits;
import dev.sluice.snapshot.filter.RequestEdit;
import dev.sluice.snapshot.filter.ResponseEdit;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Parts of what there is (RFC 9110 §14): the backend cuts them out, and nobody else. */
class RangeTest {
  private static final String PART =
      "HTTP/1.1 206 Partial Content\r\nContent-Type: text/plain\r\nETag: \"v1\"\r\n"
          + "Accept-Ranges: bytes\r\nContent-Range: bytes 2-5/10\r\nContent-Length: 4\r\n\r\n";
  private static final String PARTS =
      "--THIS\r\nContent-Type: text/plain\r\nContent-Range: bytes 0-1/10\r\n\r\n01\r\n"
          + "--THIS\r\nContent-Type: text/plain\r\nContent-Range: bytes 8-9/10\r\n\r\n89\r\n"
          + "--THIS--\r\n";
  private static final String JSON = "Content-Type: application/json\r\n";

  private final List<String> got = new CopyOnWriteArrayList<>();
  private Running running;
  private Backend backend;

  @BeforeEach
  void start() throws Exception {
    running = new Running();
  }

  @AfterEach
  void stop() throws Exception {
    running.close();
    backend.close();
  }

  /** What servers of files say, each to the range that it is asked for. */
  private void files() throws Exception {
    backend =
        new Backend(
            c -> {
              for (String head = c.request(); head != null; head = c.request()) {
                got.add(head.toLowerCase(Locale.ROOT));
                c.say(said(head, got.get(got.size() - 1)));
              }
            });
    running.forwardTo(backend);
  }

  private static String said(String head, String lower) {
    boolean body = !head.startsWith("HEAD ");
    if (lower.contains("range: bytes=0-1,8-9\r\n")) {
      return "HTTP/1.1 206 Partial Content\r\nContent-Type: multipart/byteranges; boundary=THIS\r\n"
          + "Content-Length: "
          + PARTS.length()
          + "\r\n\r\n"
          + PARTS;
    }
    if (lower.contains("range: bytes=99-\r\n")) {
      return "HTTP/1.1 416 Range Not Satisfiable\r\nContent-Range: bytes */10\r\n"
          + "Content-Length: 0\r\n\r\n";
    }
    if (lower.contains("range: bytes=2-5\r\n") && !lower.contains("if-range: \"v0\"")) {
      return PART + (body ? "2345" : "");
    }
    return "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n" + (body ? "0123456789" : "");
  }

  private String ask(String method, String... fields) throws Exception {
    return running.exchange(
        method
            + " /file HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n"
            + String.join("", fields)
            + "\r\n");
  }

  @Test
  void a_part_comes_back_as_the_backend_cut_it() throws Exception {
    files();
    String answer = ask("GET", "Range: bytes=2-5\r\nIf-Range: \"v1\"\r\n");
    assertThat(answer.toLowerCase(Locale.ROOT))
        .startsWith("http/1.1 206 partial content\r\n")
        .contains("content-range: bytes 2-5/10\r\n", "accept-ranges: bytes\r\n", "etag: \"v1\"\r\n")
        .contains("content-length: 4\r\n")
        .endsWith("\r\n\r\n2345");
    assertThat(got.get(0)).contains("range: bytes=2-5\r\n", "if-range: \"v1\"\r\n");
  }

  @Test
  void the_backend_says_what_an_if_range_that_does_not_hold_means() throws Exception {
    files();
    assertThat(ask("GET", "Range: bytes=2-5\r\nIf-Range: \"v0\"\r\n"))
        .startsWith("HTTP/1.1 200 OK\r\n")
        .endsWith("\r\n\r\n0123456789");
  }

  @Test
  void several_parts_come_back_byte_for_byte() throws Exception {
    files();
    assertThat(ask("GET", "Range: bytes=0-1,8-9\r\n"))
        .startsWith("HTTP/1.1 206 Partial Content\r\n")
        .containsIgnoringCase("content-type: multipart/byteranges; boundary=THIS\r\n")
        .endsWith("\r\n\r\n" + PARTS);
  }

  @Test
  void a_range_that_is_not_there_is_the_backends_to_refuse() throws Exception {
    files();
    assertThat(ask("GET", "Range: bytes=99-\r\n"))
        .startsWith("HTTP/1.1 416 ")
        .containsIgnoringCase("content-range: bytes */10\r\n")
        .doesNotContain("x-sluice-error");
  }

  /** Also such as no grammar knows: RFC 9110 §14.2 leaves it to the origin to ignore them. */
  @ParameterizedTest
  @CsvSource({"bytes=-", "lines=1-2", "bytes=5-2", "bytes= 1-2 , ,3-", "x"})
  void a_range_of_any_kind_goes_on_as_it_came(String range) throws Exception {
    files();
    assertThat(ask("GET", "Range: " + range + "\r\n")).startsWith("HTTP/1.1 200 OK\r\n");
    assertThat(got.get(0)).contains("\r\nrange: " + range.toLowerCase(Locale.ROOT) + "\r\n");
  }

  /** A range means nothing to HEAD (RFC 9110 §14.2); backends that say 206 all the same exist. */
  @Test
  void head_with_a_range_leaves_the_connection_in_step() throws Exception {
    files();
    String request = "HEAD /file HTTP/1.1\r\nHost: a.test\r\nRange: bytes=2-5\r\n";
    String answers = running.exchange(request + "\r\n" + request + "Connection: close\r\n\r\n");
    String[] each = answers.split("HTTP/1.1 ");
    assertThat(each).hasSize(3);
    for (int i = 1; i < 3; i++) {
      assertThat(each[i].toLowerCase(Locale.ROOT))
          .startsWith("206 ")
          .contains("content-range: bytes 2-5/10\r\n", "content-length: 4\r\n")
          .endsWith("\r\n\r\n");
    }
    assertThat(backend.connections).hasValue(1);
  }

  @Test
  void http2_clients_get_the_same() throws Exception {
    files();
    try (RawHttp2 client = new RawHttp2(running.plane.httpPort())) {
      RawHttp2.Frame part = get(client, 1, "GET", "range=bytes=2-5 if-range=\"v1\"");
      assertThat(fields(part)).contains("206", "bytes 2-5/10", "bytes", "\"v1\"", "4");
      assertThat(client.next(RawHttp2.DATA).text()).isEqualTo("2345");
      assertThat(got.get(0)).contains("\r\nrange: bytes=2-5\r\n", "\r\nif-range: \"v1\"\r\n");
      RawHttp2.Frame parts = get(client, 3, "GET", "range=bytes=0-1,8-9");
      assertThat(fields(parts)).contains("206", "multipart/byteranges; boundary=THIS");
      assertThat(client.next(RawHttp2.DATA).text()).isEqualTo(PARTS);
      assertThat(fields(get(client, 5, "GET", "range=bytes=99-"))).contains("416", "bytes */10");
      RawHttp2.Frame head = get(client, 7, "HEAD", "range=bytes=2-5");
      assertThat(fields(head)).contains("206", "bytes 2-5/10", "4");
      assertThat(head.ends()).isTrue();
    }
  }

  private static RawHttp2.Frame get(RawHttp2 client, int stream, String method, String fields)
      throws Exception {
    String usual = ":method=" + method + " :scheme=http :authority=a.test :path=/file ";
    client.headers(stream, true, usual + fields);
    client.flush();
    return client.next(RawHttp2.HEADERS);
  }

  private static List<String> fields(RawHttp2.Frame frame) {
    Http2Headers headers = frame.headers();
    List<String> values = new java.util.ArrayList<>();
    headers.forEach(each -> values.add(each.getValue().toString()));
    return values;
  }

  /** The editing asks for the whole: half of a document is no JSON, or another one than it was. */
  @ParameterizedTest
  @CsvSource({"application/json", "multipart/byteranges; boundary=THIS", "text/plain"})
  void a_part_that_nobody_asked_for_is_not_shown_where_the_whole_would_be_edited(String type)
      throws Exception {
    backend =
        Backend.answering(
            "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 2-5/10\r\nContent-Type: "
                + type
                + "\r\nContent-Length: 4\r\n\r\n1234");
    edit(new ResponseEdit(HeaderEdits.NONE, new BodyEdit("@", 1024)));
    assertThat(ask("GET", "Range: bytes=2-5\r\n"))
        .startsWith("HTTP/1.1 502 ")
        .contains("x-sluice-error: response_unfit\r\n")
        .doesNotContain("1234");
    assertThat(backend.heads.get(0).toLowerCase(Locale.ROOT)).doesNotContain("range:");
  }

  /** A part of a document that is to be put in its place (RFC 9110 §14.5). */
  @Test
  void a_part_that_a_client_sends_is_not_edited() throws Exception {
    backend = Backend.saying("never");
    edit(new RequestEdit(HeaderEdits.NONE, new BodyEdit("@", 1024)));
    assertThat(ask("PUT", JSON, "Content-Range: bytes 2-5/10\r\nContent-Length: 4\r\n\r\n1234"))
        .startsWith("HTTP/1.1 400 ")
        .contains("x-sluice-error: body_partial\r\n");
    assertThat(backend.heads).isEmpty();
  }

  private void edit(dev.sluice.snapshot.filter.FilterConfig edit) throws Exception {
    assertThat(
            running.apply(
                Running.endpoints(backend),
                Running.route("a.test", Running.rule("r", Running.ANY, Running.proxy(), edit))))
        .isEmpty();
  }
}
