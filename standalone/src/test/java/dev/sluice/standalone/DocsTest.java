package dev.sluice.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.exchange.Failure;
import dev.sluice.operator.compile.Compiler;
import dev.sluice.operator.compile.Problem;
import dev.sluice.snapshot.action.Action;
import dev.sluice.snapshot.action.Broken;
import dev.sluice.snapshot.filter.FilterConfig;
import dev.sluice.standalone.command.Judged;
import dev.sluice.standalone.folder.FolderReader;
import dev.sluice.standalone.folder.Shelf;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Docs show what the examples hold, and leave nothing out that a user can meet. */
final class DocsTest {
  private static final Path ROOT = Path.of("..");
  private static final Path DOCS = ROOT.resolve("docs");
  private static final Path EXAMPLES = ROOT.resolve("examples");
  private static final Path GOLDEN = ROOT.resolve("operator/src/test/resources/compile");

  private static final Pattern BLOCK =
      Pattern.compile("^```(\\w+)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("^#+ (.+)$", Pattern.MULTILINE);

  @ParameterizedTest
  @MethodSource("functions")
  void a_function_has_a_golden_folder(Class<?> function) throws IOException {
    String name = function.getSimpleName();
    String type = name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
    List<Path> cases;
    try (Stream<Path> all = Files.walk(GOLDEN)) {
      cases =
          all.filter(f -> f.endsWith("snapshot.json"))
              .filter(f -> text(f).contains("\"type\" : \"" + type + "\""))
              .toList();
    }
    assertThat(cases).as("golden folders whose snapshot holds " + type).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("functions")
  void a_function_has_a_page_about_its_example(Class<?> function) {
    String name = field(function);
    Path page = DOCS.resolve(name + ".md");
    assertThat(page).exists();
    assertThat(text(page)).startsWith("# `" + name + "`");
    // What nobody can write has no example.
    if (!function.equals(Broken.class)) {
      assertThat(manifests(page)).anyMatch(manifest -> holds(EXAMPLES.resolve(name), manifest));
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void a_manifest_is_one_of_an_example_that_is_accepted(Path page) throws IOException {
    for (String manifest : manifests(page)) {
      List<Path> holders =
          ExamplesTest.folders().stream().filter(folder -> holds(folder, manifest)).toList();
      assertThat(holders).as("examples that hold, word for word:\n" + manifest).isNotEmpty();
      Shelf shelf = Shelf.next(null, new FolderReader().read(holders.get(0)));
      assertThat(Judged.of(shelf, new Compiler(Clock.systemUTC()), null).accepted()).isTrue();
    }
  }

  /** And the answer that is shown holds what the example says of it. */
  @ParameterizedTest
  @MethodSource("pages")
  void a_request_to_an_example_is_one_that_it_proposes(Path page) throws IOException {
    List<Proposal> proposals = Proposal.of(EXAMPLES);
    for (String block : blocks(page, "console")) {
      for (String shown : block.split("(?m)^\\$ ", -1)) {
        if (!shown.startsWith("curl ") || !shown.matches("(?s).*[.]localhost:(8080|8443).*")) {
          continue;
        }
        String request = shown.lines().findFirst().orElse("");
        List<Proposal> same = proposals.stream().filter(p -> p.request().equals(request)).toList();
        assertThat(same).as("'# try:' lines of examples that say " + request).isNotEmpty();
        assertThat(shown).contains(same.get(0).answer());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void a_link_leads_somewhere(Path page) {
    for (MatchResult link : LINK.matcher(text(page)).results().toList()) {
      String[] to = link.group(1).split("#", 2);
      if (to[0].matches("[a-z]+:.*")) {
        continue;
      }
      Path target = to[0].isEmpty() ? page : page.resolveSibling(to[0]);
      assertThat(target).exists();
      if (to.length == 2) {
        assertThat(anchors(target)).contains(to[1]);
      }
    }
  }

  @Test
  void every_reason_of_a_condition_is_explained() {
    String page = text(DOCS.resolve("operations.md"));
    Stream.concat(
            Arrays.stream(Problem.Reason.values()).map(Problem.Reason::text),
            Stream.of(
                "Accepted",
                "NoReadyEndpoints",
                "Programmed",
                "Pending",
                "Rejected",
                "NoDataPlane",
                "NotAccepted"))
        .forEach(reason -> assertThat(page).contains("| `" + reason + "` |"));
  }

  @Test
  void every_failure_is_explained() throws IllegalAccessException {
    String page = text(DOCS.resolve("concepts.md"));
    for (var field : Failure.class.getFields()) {
      if (Modifier.isStatic(field.getModifiers()) && field.get(null) instanceof Failure failure) {
        assertThat(page).contains("| " + failure.status() + " | `" + failure.reason() + "` |");
      }
    }
  }

  @Test
  void every_metric_and_every_variable_is_explained() throws IOException {
    String page = text(DOCS.resolve("operations.md"));
    assertThat(named("builder\\(\\s*\"(sluice\\.[a-z.]+)\""))
        .isNotEmpty()
        .allMatch(metric -> page.contains("| `" + metric.replace('.', '_')));
    assertThat(named("\"(SLUICE_[A-Z_]+)\""))
        .isNotEmpty()
        .allMatch(variable -> page.contains("`" + variable + "`"));
  }

  /** What the two programs' sources call something. */
  private static Set<String> named(String pattern) throws IOException {
    Set<String> names = new TreeSet<>();
    for (String module : List.of("operator", "dataplane")) {
      try (Stream<Path> sources = Files.walk(ROOT.resolve(module + "/src/main/java"))) {
        for (Path source : sources.filter(f -> f.toString().endsWith(".java")).toList()) {
          Pattern.compile(pattern)
              .matcher(text(source))
              .results()
              .forEach(m -> names.add(m.group(1)));
        }
      }
    }
    return names;
  }

  static Stream<Class<?>> functions() {
    return Stream.of(FilterConfig.class, Action.class)
        .flatMap(set -> Stream.of(set.getPermittedSubclasses()));
  }

  /** As users write it: also the name of its page and of its example. */
  private static String field(Class<?> function) {
    String name = function.getSimpleName();
    return ExamplesTest.FOLDERS.getOrDefault(name, name.toLowerCase(Locale.ROOT));
  }

  static List<Path> pages() throws IOException {
    try (Stream<Path> docs = Files.walk(DOCS);
        Stream<Path> top = Files.list(ROOT)) {
      return Stream.concat(docs, top).filter(f -> f.toString().endsWith(".md")).sorted().toList();
    }
  }

  private static List<String> manifests(Path page) {
    return blocks(page, "yaml").stream().filter(b -> b.contains("kind: ApiRoute")).toList();
  }

  private static List<String> blocks(Path page, String language) {
    return BLOCK
        .matcher(text(page))
        .results()
        .filter(block -> block.group(1).equals(language))
        .map(block -> block.group(2))
        .toList();
  }

  private static boolean holds(Path folder, String manifest) {
    try {
      return FolderReader.files(folder).stream().anyMatch(f -> text(f).contains(manifest));
    } catch (IOException e) {
      return false;
    }
  }

  /** As GitHub makes them of headings. */
  private static List<String> anchors(Path page) {
    return HEADING
        .matcher(text(page))
        .results()
        .map(h -> h.group(1).toLowerCase(Locale.ROOT))
        .map(h -> h.replaceAll("[^\\p{L}\\p{N}_ -]", "").replace(' ', '-'))
        .toList();
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
