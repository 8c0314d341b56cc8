package dev.sluice.snapshot.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.snapshot.id.EntryKey;
import dev.sluice.snapshot.json.JsonReader;
import dev.sluice.snapshot.route.AffinityKeys;
import dev.sluice.snapshot.route.Authority;
import dev.sluice.snapshot.route.Certificate;
import dev.sluice.snapshot.route.Document;
import dev.sluice.snapshot.route.Endpoints;
import dev.sluice.snapshot.route.Entry;
import dev.sluice.snapshot.route.Fleet;
import dev.sluice.snapshot.route.Route;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Entries to canonical JSON (fields sorted, what says nothing left out) and back. A field that is
 * not known is an error: a function that is left out in silence would be a lie, and at worst an
 * open door.
 */
final class EntryCodec {
  private static final JsonFactory JSON = new JsonFactory();

  private EntryCodec() {}

  static byte[] encode(Entry entry) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(512);
    try (JsonGenerator to = JSON.createGenerator(out)) {
      Forms.of(entry.getClass()).write(entry, to);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  static Entry decode(EntryKey key, byte[] json, Shared shared) {
    int slash = key.text().indexOf('/');
    String kind = slash < 0 ? key.text() : key.text().substring(0, slash);
    Class<? extends Entry> type =
        switch (kind) {
          case "route" -> Route.class;
          case "endpoints" -> Endpoints.class;
          case "certificate" -> Certificate.class;
          case "authority" -> Authority.class;
          case "document" -> Document.class;
          case "fleet" -> Fleet.class;
          case "affinity" -> AffinityKeys.class;
          default -> throw new IllegalArgumentException("unknown kind of entry: " + kind);
        };
    JsonReader in = new JsonReader(json);
    Entry entry = type.cast(Forms.of(type).read(in, shared));
    in.end();
    if (!entry.key().equals(key)) {
      throw new IllegalArgumentException("entry " + entry.key() + " under the key " + key);
    }
    return entry;
  }
}
