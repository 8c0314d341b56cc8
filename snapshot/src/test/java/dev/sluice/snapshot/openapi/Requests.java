package dev.sluice.snapshot.openapi;

import dev.sluice.snapshot.schema.JsonSchema.Outcome;
import dev.sluice.snapshot.schema.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A document, and what becomes of requests by it, in words. */
record Requests(OpenApi api) {
  /** With apostrophes for quotes. */
  static Requests of(String document, @Nullable String basePath) {
    return new Requests(
        OpenApi.parse(document.replace('\'', '"').getBytes(StandardCharsets.UTF_8), basePath));
  }

  /** Of one path, without the braces around it. */
  static Requests path(String version, String path) {
    return of("{'openapi':'" + version + "','paths':{" + path + "}}", null);
  }

  /** Of one operation, GET /, with these parameters. */
  static Requests parameters(String... parameters) {
    return path("3.1.0", "'/':{'get':{'parameters':[" + String.join(",", parameters) + "]}}");
  }

  /** Of one operation, POST /, with a body of that schema. */
  static Requests body(String version, String type, String schema) {
    return path(
        version,
        "'/':{'post':{'requestBody':{'content':{'" + type + "':{'schema':" + schema + "}}}}}");
  }

  @Nullable DescribedPath find(String path) {
    byte[] bytes = ("x" + path + "y").getBytes(StandardCharsets.ISO_8859_1);
    return api.find(bytes, 1, bytes.length - 1);
  }

  /** Which operation it is, or why there is none. */
  String which(String method, String path) {
    DescribedPath found = find(path);
    if (found == null) {
      return "404";
    }
    Operation operation = found.operation(method);
    return operation == null ? "405 " + found.methods() : operation.toString();
  }

  /** What is wrong with the head of a GET; empty: nothing. */
  String head(String target, String... fields) {
    int question = target.indexOf('?');
    String path = question < 0 ? target : target.substring(0, question);
    String query = question < 0 ? "" : target.substring(question + 1);
    DescribedPath found = find(path);
    Operation operation = found == null ? null : found.operation("GET");
    if (operation == null) {
      return which("GET", path);
    }
    List<ParameterViolation> wrong = operation.given(new Head(path, query, fields)).check(20_000);
    if (wrong == null) {
      return "too complex";
    }
    StringBuilder all = new StringBuilder();
    for (ParameterViolation each : wrong) {
      all.append(all.isEmpty() ? "" : "; ")
          .append(each.in())
          .append(' ')
          .append(each.name())
          .append(each.violation().pointer())
          .append(' ')
          .append(each.violation().keyword());
    }
    return all.toString();
  }

  /** What is wrong with the body of a POST to /; empty: nothing. */
  String body(String type, String body) {
    DescribedPath found = find("/");
    Operation operation = found == null ? null : found.operation("POST");
    if (operation == null) {
      return which("POST", "/");
    }
    if (!operation.body().takes(type)) {
      return "415 " + operation.body().types();
    }
    var check = operation.body().check(type);
    if (check == null) {
      return "unchecked";
    }
    try {
      byte[] bytes = body.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
      return check.check(bytes, Long.MAX_VALUE) instanceof Outcome.Invalid invalid
          ? invalid.violations().toString()
          : "";
    } catch (JsonText.Refused e) {
      return String.valueOf(e.getMessage());
    }
  }

  private record Head(String path, String queryText, Map<String, List<String>> all)
      implements Asked {
    Head(String path, String query, String... fields) {
      this(path, query, new HashMap<>());
      for (String field : fields) {
        int colon = field.indexOf(':');
        all.computeIfAbsent(field.substring(0, colon), n -> new ArrayList<>())
            .add(field.substring(colon + 1).strip());
      }
    }

    @Override
    public byte[] bytes() {
      return path.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public int pathStart() {
      return 0;
    }

    @Override
    public int pathEnd() {
      return path.length();
    }

    @Override
    public List<String> fields(String lowerName) {
      return all.getOrDefault(lowerName, List.of());
    }
  }
}
