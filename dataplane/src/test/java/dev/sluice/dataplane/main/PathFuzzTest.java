package dev.sluice.dataplane.main;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.snapshot.action.Respond;
import dev.sluice.snapshot.match.PathMatch;
import dev.sluice.snapshot.match.PathNormalizer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Paths by lot, around a rule that keeps everyone out: one path is matched and forwarded. */
class PathFuzzTest {
  private static final List<String> PARTS =
      List.of(
          "secret",
          "%73ecret",
          "s%65cret",
          "SECRET",
          "a",
          "..",
          ".",
          "%2e%2e",
          "%2E",
          ".%2e",
          "...",
          "..;",
          "..;x",
          ";x=1",
          "%2f",
          "%2F..",
          "..%2f",
          "%5c",
          "..%5C",
          "",
          "%252e%252e",
          "%7e",
          "%zz",
          "%",
          "%00",
          "%c3%a9",
          "%c0%ae",
          "%ff",
          "b\\",
          "~");

  private static String path(Random random) {
    StringBuilder path = new StringBuilder();
    for (int parts = 1 + random.nextInt(6); parts > 0; parts--) {
      path.append(random.nextInt(12) == 0 ? "" : "/").append(Lots.one(random, PARTS));
    }
    return path.toString();
  }

  @Test
  void what_is_forwarded_is_what_was_matched() throws Exception {
    try (Running running = new Running();
        Recording backend = new Recording()) {
      running.apply(
          Running.endpoints(backend.backend),
          Running.route(
              "a.test",
              Running.rule(
                  "none", new PathMatch.Prefix("/secret"), new Respond(403, List.of(), "no")),
              Running.rule("all", PathMatch.ANY, Running.proxy())));
      Lots.draw(
          "paths",
          1500,
          random -> {
            backend.forget();
            String sent = path(random);
            String answer =
                running.exchange(
                    "GET " + sent + " HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n");
            String path = PathNormalizer.normalise(sent);
            if (path == null) {
              assertThat(answer).as(sent).startsWith("HTTP/1.1 400 ");
              backend.saw("-");
            } else {
              assertThat(PathNormalizer.normalise(path)).as("once more").isEqualTo(path);
              boolean kept = path.equals("/secret") || path.startsWith("/secret/");
              assertThat(answer).as(sent).startsWith(kept ? "HTTP/1.1 403 " : "HTTP/1.1 200 ");
              backend.saw(kept ? "-" : "GET " + path);
            }
          });
    }
  }
}
