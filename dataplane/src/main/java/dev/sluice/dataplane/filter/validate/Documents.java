package dev.sluice.dataplane.filter.validate;

import dev.sluice.dataplane.exchange.Filter;
import dev.sluice.snapshot.filter.JsonSchemaCheck;
import dev.sluice.snapshot.filter.OpenApiCheck;
import dev.sluice.snapshot.id.DocumentId;
import dev.sluice.snapshot.openapi.OpenApi;
import dev.sluice.snapshot.route.Document;
import dev.sluice.snapshot.route.Entry;
import dev.sluice.snapshot.schema.JsonSchema;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The documents of the snapshot, each made ready once for all rules. A rule names a document by
 * what it says, so one that has changed is another one, and the table before keeps its own.
 */
public final class Documents {
  private final Map<DocumentId, Document> texts = new HashMap<>();
  private final Map<DocumentId, JsonSchema> schemas = new HashMap<>();
  private final Map<ReadApi, OpenApi> apis = new HashMap<>();
  private Set<DocumentId> latest = Set.of();

  /**
   * @param basePath null: the document's own
   */
  private record ReadApi(DocumentId document, @Nullable String basePath) {}

  /** Takes those of a snapshot; not on an event loop. */
  public synchronized void add(Collection<Entry> entries) {
    Set<DocumentId> now = new HashSet<>();
    for (Entry entry : entries) {
      if (entry instanceof Document document) {
        now.add(document.id());
        texts.putIfAbsent(document.id(), document);
      }
    }
    latest = now;
  }

  /**
   * Makes a filter; not on an event loop.
   *
   * @throws IllegalArgumentException where the document is missing or cannot be used
   */
  public synchronized Filter filter(JsonSchemaCheck check) {
    return new JsonSchemaFilter(
        schemas.computeIfAbsent(check.schema(), id -> JsonSchema.parse(text(id))),
        check.maxBytes());
  }

  /**
   * Makes a filter; not on an event loop.
   *
   * @throws IllegalArgumentException where the document is missing or cannot be used
   */
  public synchronized Filter filter(OpenApiCheck check) {
    return new OpenApiFilter(
        apis.computeIfAbsent(
            new ReadApi(check.document(), check.basePath()),
            api -> OpenApi.parse(text(api.document), api.basePath)),
        check.maxBytes());
  }

  private byte[] text(DocumentId id) {
    Document document = texts.get(id);
    if (document == null) {
      throw new IllegalArgumentException("document " + id + " is missing");
    }
    return document.text().getBytes(StandardCharsets.UTF_8);
  }

  /** Drops what the latest snapshot does not hold; rules keep what they were made with. */
  public synchronized void settle() {
    texts.keySet().retainAll(latest);
    schemas.keySet().retainAll(latest);
    apis.keySet().removeIf(api -> !latest.contains(api.document));
  }
}
