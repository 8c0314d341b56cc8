package dev.sluice.operator.compile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.snapshot.codec.EncodedEntry;
import dev.sluice.snapshot.id.RouteId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * A folder is a case: {@code in.yaml} compiles to {@code snapshot.json} and {@code status.yaml};
 * where there is a {@code before.yaml}, it was compiled first. {@code -Dsluice.golden=update}
 * rewrites what comes out.
 */
class GoldenTest {
  static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-24T00:00:00Z"), ZoneOffset.UTC);
  static final Path CASES = Path.of("src/test/resources/compile");

  private static final boolean UPDATE = "update".equals(System.getProperty("sluice.golden"));
  private static final ObjectMapper JSON = new ObjectMapper();

  @TestFactory
  Stream<DynamicTest> cases() throws IOException {
    return folders().map(f -> DynamicTest.dynamicTest(f.getFileName().toString(), () -> check(f)));
  }

  static Stream<Path> folders() throws IOException {
    try (Stream<Path> list = Files.list(CASES)) {
      return list.filter(Files::isDirectory).sorted().toList().stream();
    }
  }

  private static void check(Path folder) throws IOException {
    Compilation compilation = compile(folder);
    expect(folder.resolve("snapshot.json"), snapshot(compilation));
    expect(folder.resolve("status.yaml"), status(compilation));
  }

  static Compilation compile(Path folder) throws IOException {
    Compiler compiler = new Compiler(CLOCK);
    Path before = folder.resolve("before.yaml");
    Compilation previous =
        Files.exists(before)
            ? compiler.compile(Manifests.inputs(Files.readString(before)), null)
            : null;
    return compiler.compile(
        Manifests.inputs(Files.readString(folder.resolve("in.yaml"))), previous);
  }

  private static void expect(Path file, String text) throws IOException {
    if (UPDATE) {
      Files.writeString(file, text);
    } else {
      assertThat(text).isEqualTo(Files.readString(file));
    }
  }

  static String snapshot(Compilation compilation) throws IOException {
    Map<String, JsonNode> entries = new TreeMap<>();
    for (var entry : compilation.entries().values()) {
      JsonNode json = JSON.readTree(EncodedEntry.of(entry).json());
      if (json instanceof ObjectNode object && object.has("keyPem")) {
        object.put("keyPem", "(" + brief(object.get("keyPem").asText()) + ")");
        object.put("chainPem", "(" + brief(object.get("chainPem").asText()) + ")");
      }
      if (json instanceof ObjectNode object && object.has("pem")) {
        object.put("pem", "(" + brief(object.get("pem").asText()) + ")");
      }
      entries.put(entry.key().text(), json);
    }
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(entries) + "\n";
  }

  private static String brief(String pem) {
    return pem.lines().findFirst().orElse("") + " " + Integer.toHexString(pem.hashCode());
  }

  private static String status(Compilation compilation) {
    StringBuilder text = new StringBuilder();
    Map<RouteId, RouteReport> sorted = new TreeMap<>(compilation.reports());
    sorted.forEach(
        (id, report) -> {
          text.append(id).append(":\n");
          text.append("  served: ").append(report.served()).append('\n');
          text.append("  hostnames: ").append(report.hostnames()).append('\n');
          text.append("  rules: ").append(report.rules()).append('\n');
          condition(text, "accepted", report.accepted());
          condition(text, "resolvedRefs", report.resolvedRefs());
          list(text, "backends", report.backends().stream().map(b -> b.rule() + " -> " + b.port()));
          list(
              text,
              "problems",
              report.problems().stream().map(p -> p.field() + " " + p.reason().text()));
        });
    new TreeMap<>(compilation.policyReports())
        .forEach(
            (id, report) -> {
              text.append("policy ").append(id).append(":\n");
              text.append("  attached: ").append(report.attached()).append('\n');
              text.append("  routes: ").append(new TreeSet<>(report.routes())).append('\n');
              condition(text, "accepted", report.accepted());
              list(
                  text,
                  "targets",
                  report.targets().stream()
                      .map(
                          t ->
                              t.route()
                                  + (t.rule() == null ? "" : "/" + t.rule())
                                  + " "
                                  + t.fate().text()
                                  + ": "
                                  + t.message()));
            });
    list(text, "servicePorts", compilation.servicePorts().stream().sorted());
    return text.toString();
  }

  private static void condition(StringBuilder text, String name, Condition condition) {
    text.append("  ").append(name).append(":\n");
    text.append("    status: ").append(condition.status()).append('\n');
    text.append("    reason: ").append(condition.reason()).append('\n');
    text.append("    message: ").append(condition.message()).append('\n');
  }

  private static void list(StringBuilder text, String name, Stream<?> items) {
    List<?> list = items.toList();
    if (!list.isEmpty()) {
      text.append("  ").append(name).append(":\n");
      list.forEach(item -> text.append("  - ").append(item).append('\n'));
    }
  }
}
