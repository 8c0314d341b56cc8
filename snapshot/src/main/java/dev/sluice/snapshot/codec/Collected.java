package dev.sluice.snapshot.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.snapshot.json.JsonReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Many of one form. */
final class Collected {
  private Collected() {}

  /** An array. */
  record Lists(Form each) implements Form {
    @Override
    public void write(Object value, JsonGenerator to) throws IOException {
      to.writeStartArray();
      for (Object one : (List<?>) value) {
        each.write(one, to);
      }
      to.writeEndArray();
    }

    @Override
    public Object read(JsonReader in, Shared shared) {
      in.beginArray();
      if (!in.nextElement()) {
        return List.of();
      }
      Object first = shared.read(each, in);
      if (!in.nextElement()) {
        return List.of(first);
      }
      List<Object> all = new ArrayList<>();
      all.add(first);
      do {
        all.add(shared.read(each, in));
      } while (in.nextElement());
      return List.copyOf(all);
    }

    @Override
    public Object silent() {
      return List.of();
    }

    @Override
    public boolean shared() {
      return each.shared();
    }
  }

  /** An object whose names are anybody's; sorted. */
  record Maps(Form each) implements Form {
    @Override
    public void write(Object value, JsonGenerator to) throws IOException {
      to.writeStartObject();
      for (Map.Entry<?, ?> one : new TreeMap<>((Map<?, ?>) value).entrySet()) {
        to.writeFieldName((String) one.getKey());
        each.write(one.getValue(), to);
      }
      to.writeEndObject();
    }

    @Override
    public Object read(JsonReader in, Shared shared) {
      in.beginObject();
      Map<String, Object> all = new TreeMap<>();
      while (in.nextField()) {
        if (all.put(in.name(), shared.read(each, in)) != null) {
          throw new IllegalArgumentException("a name is said twice");
        }
      }
      return all;
    }

    @Override
    public Object silent() {
      return Map.of();
    }
  }
}
