package dev.sluice.dataplane.main;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the image's cache is trained to leave to the first compiler for good (ADR 039). */
class TrainingOptionsTest {
  private static final Path FILE = Path.of("training.options");
  private static final String COMPILED = "-XX:CompileCommand=compileonly,";

  /** None of it may be among them: it would be slow for good. */
  private static final List<String> OF_REQUESTS =
      List.of(
          "io/netty/",
          "io/vertx/",
          "dev/sluice/dataplane/listener/",
          "dev/sluice/dataplane/exchange/",
          "dev/sluice/dataplane/codec/",
          "dev/sluice/dataplane/filter/",
          "dev/sluice/dataplane/action/",
          "dev/sluice/dataplane/upstream/",
          "dev/sluice/dataplane/telemetry/",
          "java/math/",
          "sun/security/");

  @Test
  void nothing_that_requests_run_through_is_compiled_in_training() throws IOException {
    assertThat(Files.readAllLines(FILE)).contains("-XX:TieredStopAtLevel=1");
    for (String compiled : compiled()) {
      assertThat(OF_REQUESTS)
          .noneMatch(each -> each.startsWith(compiled) || compiled.startsWith(each));
    }
  }

  @Test
  void each_package_of_ours_that_is_named_is_there() throws IOException {
    List<String> ours = compiled().stream().filter(each -> each.startsWith("dev/sluice/")).toList();
    assertThat(ours).isNotEmpty();
    for (String each : ours) {
      assertThat(getClass().getClassLoader().getResource(each)).as(each).isNotNull();
    }
  }

  /** With a slash at the end; what lies below is meant as well. */
  private static List<String> compiled() throws IOException {
    List<String> compiled =
        Files.readAllLines(FILE).stream()
            .filter(line -> line.startsWith(COMPILED))
            .map(line -> line.substring(COMPILED.length()))
            .toList();
    assertThat(compiled).isNotEmpty().allMatch(each -> each.endsWith("/*.*"));
    return compiled.stream()
        .map(each -> each.substring(0, each.length() - "*.*".length()))
        .toList();
  }
}
