package dev.sluice.dataplane.main;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;

/** A backend that writes down what reaches it whole, as plainly as any server would read it. */
final class Recording implements AutoCloseable {
  private final List<String> whole = new CopyOnWriteArrayList<>();
  final Backend backend;

  Recording() throws IOException {
    backend =
        new Backend(
            c -> {
              for (String head = c.head(); head != null; head = c.head()) {
                String lower = head.toLowerCase(Locale.ROOT);
                String body = "";
                if (lower.contains("\r\ntransfer-encoding: chunked\r\n")) {
                  body = chunks(c);
                } else if (lower.contains("\r\ncontent-length: ")) {
                  int at = lower.indexOf("\r\ncontent-length: ") + 18;
                  int length = Integer.parseInt(lower.substring(at, lower.indexOf('\r', at)));
                  body =
                      new String(
                          c.in.readNBytes(length), java.nio.charset.StandardCharsets.ISO_8859_1);
                  if (body.length() < length) {
                    return;
                  }
                }
                if (body == null) {
                  return;
                }
                whole.add(head + body);
                c.say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
              }
            });
  }

  /** A body in chunks with its trailers; null: it ends before its end. */
  private static String chunks(Backend.Connection c) throws IOException {
    StringBuilder all = new StringBuilder();
    boolean last = false;
    while (true) {
      String line = c.until("\r\n");
      all.append(line);
      if (!line.endsWith("\r\n")) {
        return null;
      }
      if (last) {
        if (line.equals("\r\n")) {
          return all.toString();
        }
        continue;
      }
      int size = Integer.parseInt(line.split("[;\r]")[0], 16);
      last = size == 0;
      if (!last) {
        byte[] data = c.in.readNBytes(size + 2);
        if (data.length < size + 2) {
          return null;
        }
        all.append(new String(data, java.nio.charset.StandardCharsets.ISO_8859_1));
      }
    }
  }

  void forget() {
    whole.clear();
    backend.heads.clear();
  }

  /** Whole requests, head and body. */
  List<String> whole() {
    return new ArrayList<>(whole);
  }

  /** Whether what came is what a table's cell says. */
  void saw(String cell) {
    List<String> came = whole();
    if (cell.equals("-")) {
      org.assertj.core.api.Assertions.assertThat(came).isEmpty();
      return;
    }
    String[] expected = cell.split(" & ");
    org.assertj.core.api.Assertions.assertThat(came).hasSize(expected.length);
    for (int i = 0; i < expected.length; i++) {
      String[] parts = expected[i].split(" ; ");
      org.assertj.core.api.Assertions.assertThat(came.get(i))
          .startsWith(parts[0] + " HTTP/1.1\r\n");
      for (int k = 1; k < parts.length; k++) {
        org.assertj.core.api.Assertions.assertThat(came.get(i))
            .contains(MessageTable.bytes(parts[k]));
      }
    }
  }

  @Override
  public void close() throws IOException {
    backend.close();
  }
}
