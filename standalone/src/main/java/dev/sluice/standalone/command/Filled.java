package dev.sluice.standalone.command;

import dev.sluice.snapshot.filter.PathRewrite;
import dev.sluice.snapshot.filter.ValueTemplate;
import dev.sluice.snapshot.filter.ValueTemplate.Part;
import dev.sluice.snapshot.route.Rule;
import dev.sluice.snapshot.table.Lookup;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Texts with the values of one request filled in. What only a real client has stays in braces. */
final class Filled {
  private final AskedRequest request;
  private final Lookup<Rule> found;
  private final EditedHeaders headers;

  Filled(AskedRequest request, Lookup<Rule> found) {
    this.request = request;
    this.found = found;
    this.headers = new EditedHeaders(request.headers());
  }

  /** The request's, as the filters so far have left them. */
  EditedHeaders headers() {
    return headers;
  }

  String text(ValueTemplate template) {
    StringBuilder text = new StringBuilder();
    for (Part part : template.parts()) {
      if (part instanceof Part.Literal literal) {
        text.append(literal.text());
      } else if (part instanceof Part.Value value) {
        String found = value(value);
        text.append(found == null ? "" : found);
      }
    }
    return text.toString();
  }

  private @Nullable String value(Part.Value value) {
    return switch (value.source()) {
      case PATH -> capture(value.name());
      case QUERY -> request.query(value.name());
      case HEADER -> headers.value(value.name());
      case CLIENT_ADDRESS -> "{client.address}";
      case REQUEST_ID -> "{request.id}";
    };
  }

  private @Nullable String capture(String name) {
    int index = found.captures().indexOf(name);
    if (index < 0) {
      return null;
    }
    int start = found.captureStart(index);
    return new String(
        request.bytes(), start, found.captureEnd(index) - start, StandardCharsets.UTF_8);
  }

  /** The path that a rewrite or a redirect makes. */
  String path(PathRewrite rewrite) {
    return rewrite.on(
        new PathRewrite.Cases<>() {
          @Override
          public String prefix(PathRewrite.Prefix prefix) {
            String rest = request.path().substring(found.prefixLength());
            String base = prefix.replacement();
            if (base.endsWith("/") && rest.startsWith("/")) {
              return base + rest.substring(1);
            }
            return rest.isEmpty() || rest.startsWith("/") || base.endsWith("/")
                ? base + rest
                : base + "/" + rest;
          }

          @Override
          public String full(PathRewrite.Full full) {
            return full.path();
          }

          @Override
          public String template(PathRewrite.Template template) {
            return text(template.path());
          }
        });
  }
}
