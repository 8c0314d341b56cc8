package dev.sluice.snapshot.wire;

import dev.sluice.snapshot.id.EntryKey;
import dev.sluice.snapshot.id.Revision;
import dev.sluice.snapshot.json.JsonReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields of one frame. Entries stay the bytes that they are. */
final class Payload {
  private final Map<String, String> scalars = new HashMap<>();
  private final List<EntryKey> keys = new ArrayList<>();
  private final List<Integer> lengths = new ArrayList<>();
  private final List<RawEntry> entries = new ArrayList<>();
  private final List<Rejection> rejected = new ArrayList<>();
  private final List<EntryKey> removed = new ArrayList<>();

  private Payload() {}

  static Payload read(byte[] json) {
    Payload payload = new Payload();
    JsonReader in = new JsonReader(json);
    in.beginObject();
    while (in.nextField()) {
      payload.field(in, in.name());
    }
    payload.slice(json, in.at());
    return payload;
  }

  private void field(JsonReader in, String name) {
    switch (in.kind()) {
      case STRING -> scalars.put(name, in.string());
      case NUMBER -> scalars.put(name, Long.toString(in.integer()));
      case BOOLEAN -> scalars.put(name, Boolean.toString(in.bool()));
      case NULL -> in.skip();
      case ARRAY -> {
        if (name.equals("entries")) {
          entries(in);
        } else if (name.equals("removed")) {
          in.beginArray();
          while (in.nextElement()) {
            removed.add(new EntryKey(in.string()));
          }
        } else {
          in.skip();
        }
      }
      case OBJECT -> {
        if (name.equals("rejected")) {
          in.beginObject();
          while (in.nextField()) {
            rejected.add(new Rejection(new EntryKey(in.name()), in.string()));
          }
        } else {
          in.skip();
        }
      }
    }
  }

  /** A key, a length, a key, a length. */
  private void entries(JsonReader in) {
    in.beginArray();
    while (in.nextElement()) {
      keys.add(new EntryKey(in.string()));
      require(in.nextElement(), "an entry has no length");
      lengths.add((int) Math.min(in.integer(), Integer.MAX_VALUE));
    }
  }

  /** Copies, for each of them lives as long as it is served. */
  private void slice(byte[] json, int from) {
    int at = from;
    for (int i = 0; i < keys.size(); i++) {
      int length = lengths.get(i);
      require(length >= 0 && length < json.length - at, "an entry is cut off");
      require(json[at] == Wire.SEPARATOR, "an entry is longer than it says");
      at += 1 + length;
      entries.add(new RawEntry(keys.get(i), Arrays.copyOfRange(json, at - length, at)));
    }
    require(at == json.length, "more than one object");
  }

  String text(String name) {
    String text = scalars.get(name);
    if (text == null) {
      throw new IllegalArgumentException("no " + name);
    }
    return text;
  }

  int number(String name) {
    return Integer.parseInt(text(name));
  }

  boolean flag(String name) {
    return "true".equals(scalars.get(name));
  }

  Revision revision(String name) {
    return new Revision(text(name));
  }

  @Nullable Revision revisionOrNull(String name) {
    return scalars.containsKey(name) ? revision(name) : null;
  }

  List<RawEntry> entries() {
    return entries;
  }

  List<Rejection> rejected() {
    return rejected;
  }

  List<EntryKey> removed() {
    return removed;
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
