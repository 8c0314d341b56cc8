package dev.sluice.snapshot.openapi;

import dev.sluice.snapshot.schema.SchemaError;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a document: first all that it says, then the schemas at once, then what is made of both.
 */
final class DocumentReader {
  private static final int MOST_OPERATIONS = 2_000;
  private static final int MOST_PARAMETERS = 200;

  private static final Set<String> METHODS =
      Set.of("get", "put", "post", "delete", "options", "head", "patch", "trace");

  private final At document;
  private final @Nullable String basePath;
  private final References references;
  private final Schemas schemas;
  private final ParameterReader parameters;
  private final BodyReader bodies;
  private final List<Unready> operations = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  /**
   * @param basePath what stands before the paths; null: what the servers say
   */
  DocumentReader(At document, @Nullable String basePath) {
    boolean threeZero = Version.threeZero(document);
    this.document = document;
    this.basePath = basePath == null ? null : base(basePath);
    this.references = new References(document.node());
    this.schemas = new Schemas(references, threeZero);
    this.parameters = new ParameterReader(references, schemas);
    this.bodies = new BodyReader(references, schemas);
  }

  private record Unready(
      At at,
      String method,
      Template template,
      List<ParameterReader.Unready> parameters,
      BodyReader.@Nullable Unready body) {}

  private static String base(String basePath) {
    @Nullable String base = Servers.normal(basePath);
    if (base == null) {
      throw new SchemaError("", "basePath '" + basePath + "' is no path; write /v1, or / for none");
    }
    return base;
  }

  OpenApi read() {
    At paths = document.child("paths");
    if (!paths.node().isObject() || paths.node().isEmpty()) {
      throw paths.error("it describes no path; write one, such as /pets: {get: {}}");
    }
    String outer = basePath == null ? Servers.base(document, "") : "";
    for (String path : paths.names()) {
      if (!path.startsWith("x-")) {
        path(paths.child(path), path, outer);
      }
    }
    schemas.finish();
    PathTree.Draft tree = new PathTree.Draft();
    for (Unready operation : operations) {
      Operation made = ready(operation);
      try {
        tree.add(made);
      } catch (IllegalArgumentException e) {
        throw operation.at.error(String.valueOf(e.getMessage()));
      }
    }
    return new OpenApi(tree.tree(), operations.size(), warnings);
  }

  private void path(At written, String path, String outer) {
    At item = references.followed(written).object("{get: {}}");
    if (written.node().has(References.REF) && written.node().size() > 1) {
      throw written.error("beside $ref nothing else is read; write it where that leads to");
    }
    List<ParameterReader.Unready> shared = parameters.read(item);
    String base = basePath == null ? Servers.base(item, outer) : basePath;
    for (String name : item.names()) {
      if (METHODS.contains(name)) {
        At at = item.child(name).object("{parameters: []}");
        operation(
            written, at, name, path, shared, basePath == null ? Servers.base(at, base) : base);
      }
    }
  }

  private void operation(
      At written,
      At at,
      String method,
      String path,
      List<ParameterReader.Unready> shared,
      String base) {
    if (operations.size() == MOST_OPERATIONS) {
      throw document.error("it has more than " + MOST_OPERATIONS + " operations; split it");
    }
    Template template;
    try {
      template = Template.parse(base, path);
    } catch (IllegalArgumentException e) {
      throw written.error(String.valueOf(e.getMessage()));
    }
    List<ParameterReader.Unready> all = new ArrayList<>(parameters.read(at));
    List<ParameterReader.Unready> own = List.copyOf(all);
    shared.stream().filter(s -> own.stream().noneMatch(s::same)).forEach(all::add);
    if (all.size() > MOST_PARAMETERS) {
      throw at.error("it has more than " + MOST_PARAMETERS + " parameters");
    }
    captures(at, template, all);
    operations.add(
        new Unready(at, method.toUpperCase(Locale.ROOT), template, all, bodies.read(at)));
  }

  /** What the path captures is described, and nothing else is. */
  private static void captures(At at, Template template, List<ParameterReader.Unready> parameters) {
    Set<String> names = template.names();
    for (ParameterReader.Unready parameter : parameters) {
      if (parameter.in() == Parameter.In.PATH && !names.remove(parameter.name())) {
        throw parameter
            .at()
            .error("name", "'{" + parameter.name() + "}' does not stand in " + template.text());
      }
    }
    if (!names.isEmpty()) {
      String name = names.iterator().next();
      throw at.error(
          "'{"
              + name
              + "}' is not described; write {name: "
              + name
              + ", in: path, required: true, schema: {type: string}} under parameters");
    }
  }

  private Operation ready(Unready operation) {
    List<String> unchecked = new ArrayList<>();
    @Nullable String id = operation.at.text("operationId");
    Operation made =
        new Operation(
            operation.method,
            operation.template,
            id == null ? "" : id,
            operation.parameters.stream().map(parameters::ready).toList(),
            bodies.ready(operation.body, unchecked));
    if (!unchecked.isEmpty()) {
      warnings.add(made + ": bodies of " + String.join(", ", unchecked));
    }
    return made;
  }
}
