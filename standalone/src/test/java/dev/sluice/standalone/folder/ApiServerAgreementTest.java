package dev.sluice.standalone.folder;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The objects that the CRD is tried with on a real API server get the same answer from a folder.
 */
final class ApiServerAgreementTest {
  private static final Path OBJECTS = Path.of("../crds/src/test/resources");
  private static final String EXPECT = "# expect: ";

  @ParameterizedTest
  @MethodSource("good")
  void a_good_object_is_taken(Path file) throws IOException {
    ManifestReader.Read read = read(file);
    assertThat(read.diagnostics()).isEmpty();
    assertThat(read.manifest()).isNotNull();
  }

  @ParameterizedTest
  @MethodSource("bad")
  void a_bad_object_is_refused_with_what_to_write_instead(Path file) throws IOException {
    String expected = Files.readAllLines(file).get(0).substring(EXPECT.length());
    ManifestReader.Read read = read(file);
    assertThat(read.manifest()).isNull();
    assertThat(read.diagnostics())
        .extracting(Diagnostic::toString)
        .anyMatch(f -> f.contains(expected));
    assertThat(read.diagnostics()).allMatch(f -> f.line() > 1);
  }

  private static ManifestReader.Read read(Path file) throws IOException {
    YamlFile.Parsed parsed = YamlFile.parse(file.toString(), Files.readString(file));
    assertThat(parsed.diagnostics()).isEmpty();
    return new ManifestReader().read(parsed.documents().get(0));
  }

  static List<Path> good() throws IOException {
    return files("good");
  }

  static List<Path> bad() throws IOException {
    return files("bad");
  }

  private static List<Path> files(String kind) throws IOException {
    try (Stream<Path> routes = Files.list(OBJECTS.resolve("objects").resolve(kind));
        Stream<Path> policies = Files.list(OBJECTS.resolve("policies").resolve(kind))) {
      return Stream.concat(routes, policies).sorted().toList();
    }
  }
}
