package dev.sluice.standalone.command;

import dev.sluice.snapshot.filter.OpenApiCheck;
import dev.sluice.snapshot.id.EntryKey;
import dev.sluice.snapshot.openapi.DescribedPath;
import dev.sluice.snapshot.openapi.OpenApi;
import dev.sluice.snapshot.openapi.Operation;
import dev.sluice.snapshot.openapi.RequestBody;
import dev.sluice.snapshot.route.Document;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an OpenAPI document says of a request, in words. */
final class ApiWords {
  private ApiWords() {}

  static List<String> of(OpenApiCheck check, Judged judged, AskedRequest request) {
    @Nullable DescribedPath path = path(check, judged, request);
    if (path == null) {
      return List.of("validate     no such path in " + check.source() + ": the answer is 404");
    }
    @Nullable Operation operation = path.operation(request.method());
    if (operation == null) {
      return List.of(
          "validate     "
              + check.source()
              + " has this path for "
              + path.methods()
              + " alone: the answer is 405");
    }
    List<String> lines = new ArrayList<>();
    lines.add("validate     it is " + operation + " of " + check.source());
    if (!operation.parameters().isEmpty()) {
      lines.add("validate     checked: " + String.join(", ", operation.parameters()));
    }
    RequestBody body = operation.body();
    lines.add(
        body.described()
            ? "validate     "
                + (body.required() ? "a body must come, of " : "a body may come, of ")
                + body.types()
                + "; one that is checked has up to "
                + check.maxBytes()
                + " bytes"
            : "validate     a body gets 400");
    return lines;
  }

  /** Whether it is answered here, as no operation is meant. */
  static boolean answers(OpenApiCheck check, Judged judged, AskedRequest request) {
    @Nullable DescribedPath path = path(check, judged, request);
    return path == null || path.operation(request.method()) == null;
  }

  private static @Nullable DescribedPath path(
      OpenApiCheck check, Judged judged, AskedRequest request) {
    if (!(judged.snapshot().entries().get(EntryKey.document(check.document()))
        instanceof Document document)) {
      return null;
    }
    return OpenApi.parse(document.text().getBytes(StandardCharsets.UTF_8), check.basePath())
        .find(request.bytes(), request.pathStart(), request.pathEnd());
  }
}
