package dev.sluice.snapshot.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.snapshot.id.EntryKey;
import dev.sluice.snapshot.id.Revision;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields of one frame. Entries stay the bytes that they are. */
final class Payload {
  private static final JsonFactory JSON = new JsonFactory();

  private final Map<String, String> scalars = new HashMap<>();
  private final List<EntryKey> keys = new ArrayList<>();
  private final List<Integer> lengths = new ArrayList<>();
  private final List<RawEntry> entries = new ArrayList<>();
  private final List<Rejection> rejected = new ArrayList<>();
  private final List<EntryKey> removed = new ArrayList<>();

  private Payload() {}

  static Payload read(byte[] json) {
    Payload payload = new Payload();
    try (JsonParser in = JSON.createParser(json)) {
      require(in.nextToken() == JsonToken.START_OBJECT, "no object");
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        payload.field(in, in.currentName());
      }
      require(in.currentToken() == JsonToken.END_OBJECT, "cut off");
      payload.slice(json, (int) in.currentLocation().getByteOffset());
    } catch (IOException e) {
      // The parser's message quotes what it read, which may be anything.
      throw new IllegalArgumentException("not JSON");
    }
    return payload;
  }

  private void field(JsonParser in, String name) throws IOException {
    JsonToken value = in.nextToken();
    if (value == null) {
      throw new IllegalArgumentException("cut off");
    }
    if (value.isScalarValue()) {
      scalars.put(name, in.getText());
    } else if (name.equals("entries") && value == JsonToken.START_ARRAY) {
      while (in.nextToken() == JsonToken.VALUE_STRING) {
        keys.add(new EntryKey(in.getText()));
        require(in.nextToken() == JsonToken.VALUE_NUMBER_INT, "an entry has no length");
        lengths.add(in.getIntValue());
      }
    } else if (name.equals("rejected") && value == JsonToken.START_OBJECT) {
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        EntryKey key = new EntryKey(in.currentName());
        rejected.add(new Rejection(key, String.valueOf(in.nextTextValue())));
      }
    } else if (name.equals("removed") && value == JsonToken.START_ARRAY) {
      while (in.nextToken() == JsonToken.VALUE_STRING) {
        removed.add(new EntryKey(in.getText()));
      }
    } else {
      in.skipChildren();
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
