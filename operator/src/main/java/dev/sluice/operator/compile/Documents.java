package dev.sluice.operator.compile;

import dev.sluice.operator.input.DocumentObject;
import dev.sluice.snapshot.openapi.OpenApi;
import dev.sluice.snapshot.persistent.PersistentMap;
import dev.sluice.snapshot.route.Document;
import dev.sluice.snapshot.schema.JsonSchema;
import dev.sluice.snapshot.schema.SchemaError;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The documents that routes use, checked; each once, and again only when changed. Routes are
 * compiled by several threads.
 */
final class Documents {
  /** Characters that a document may have: a ConfigMap holds no more. */
  private static final int LONGEST = 1 << 20;

  private final PersistentMap<DocumentObject.Name, DocumentObject> objects;
  private PersistentMap<CheckedDocument.Name, CheckedDocument> checked;

  Documents(
      PersistentMap<DocumentObject.Name, DocumentObject> objects,
      PersistentMap<CheckedDocument.Name, CheckedDocument> before) {
    this.objects = objects;
    this.checked = before;
  }

  /** Null where there is no such object. */
  synchronized @Nullable CheckedDocument document(CheckedDocument.Name name) {
    @Nullable DocumentObject object = objects.get(name.object());
    if (object == null) {
      forget(name);
      return null;
    }
    CheckedDocument document = check(name, object.texts());
    checked = checked.with(name, document);
    return document;
  }

  /** No route uses it any more. */
  synchronized void forget(CheckedDocument.Name name) {
    checked = checked.without(name);
  }

  /** Those that routes use. */
  synchronized PersistentMap<CheckedDocument.Name, CheckedDocument> checked() {
    return checked;
  }

  private CheckedDocument check(CheckedDocument.Name name, Map<String, String> texts) {
    String key = name.key();
    if (key.isEmpty()) {
      if (texts.size() != 1) {
        return CheckedDocument.broken(
            "", "", "it has " + texts.size() + " keys; write key, such as key: order.json");
      }
      key = texts.keySet().iterator().next();
    }
    @Nullable String source = texts.get(key);
    if (source == null) {
      return CheckedDocument.broken(
          key,
          "",
          texts.isEmpty()
              ? "it has no such key; put the document there"
              : "it has no such key; write one of " + new TreeSet<>(texts.keySet()));
    }
    @Nullable CheckedDocument old = checked.get(name);
    if (old != null && old.key().equals(key) && old.source().equals(source)) {
      return old;
    }
    if (source.length() > LONGEST) {
      return CheckedDocument.broken(
          key, source, "it is longer than " + LONGEST + " characters; split it");
    }
    try {
      String json = DocumentText.json(source);
      return new CheckedDocument(
          key, source, Document.of(json), null, unchecked(name.kind(), json));
    } catch (SchemaError e) {
      return CheckedDocument.broken(
          key, source, (e.pointer().isEmpty() ? "" : "at " + e.pointer() + ": ") + e.getMessage());
    } catch (IllegalArgumentException e) {
      return CheckedDocument.broken(key, source, String.valueOf(e.getMessage()));
    }
  }

  /** Reads it, as data planes will; says what of it nobody checks. */
  private static List<String> unchecked(CheckedDocument.Kind kind, String json) {
    byte[] text = json.getBytes(StandardCharsets.UTF_8);
    if (kind instanceof CheckedDocument.Kind.OpenApi api) {
      return OpenApi.parse(text, api.basePath()).unchecked();
    }
    JsonSchema.parse(text);
    return List.of();
  }
}
