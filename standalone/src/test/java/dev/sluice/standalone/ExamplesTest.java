package dev.sluice.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.operator.compile.Compiler;
import dev.sluice.snapshot.action.Action;
import dev.sluice.snapshot.filter.FilterConfig;
import dev.sluice.standalone.command.Judged;
import dev.sluice.standalone.folder.FolderReader;
import dev.sluice.standalone.folder.Reading;
import dev.sluice.standalone.folder.Shelf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every folder below examples/ is a test. */
final class ExamplesTest {
  private static final Path EXAMPLES = Path.of("../examples");

  /** Where a record of the snapshot has another name than the field that makes it. */
  static final Map<String, String> FOLDERS =
      Map.of(
          "Proxy", "backends",
          "RequestEdit", "request",
          "ResponseEdit", "response",
          "RateLimit", "rate-limit",
          "BodyLimit", "limits",
          "WebSocketLimit", "limits",
          "JsonSchemaCheck", "validate",
          "OpenApiCheck", "validate");

  @ParameterizedTest
  @MethodSource("folders")
  void an_example_is_accepted(Path folder) throws IOException {
    Reading reading = new FolderReader().read(folder);
    Judged judged = Judged.of(Shelf.next(null, reading), new Compiler(Clock.systemUTC()), null);
    assertThat(judged.diagnostics()).isEmpty();
    assertThat(judged.rows()).isNotEmpty();
    assertThat(judged.rows().values())
        .allMatch(r -> r.accepted().status() && r.resolvedRefs().status());
    assertThat(reading.tries().isEmpty()).isEqualTo(inCluster(folder));
  }

  @Test
  void every_function_has_an_example() {
    Stream.of(FilterConfig.class, Action.class)
        .flatMap(set -> Stream.of(set.getPermittedSubclasses()))
        .map(Class::getSimpleName)
        .filter(name -> !name.equals("Broken"))
        .map(name -> FOLDERS.getOrDefault(name, name.toLowerCase(java.util.Locale.ROOT)))
        .forEach(name -> assertThat(EXAMPLES.resolve(name)).isDirectory());
  }

  /** One that needs pods. */
  static boolean inCluster(Path folder) {
    return folder.getFileName().toString().equals("kubernetes");
  }

  static List<Path> folders() throws IOException {
    try (Stream<Path> all = Files.list(EXAMPLES)) {
      return all.filter(Files::isDirectory).sorted().toList();
    }
  }
}
