package dev.sluice.snapshot.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
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
    public Object read(JsonParser in, Shared shared) throws IOException {
      Scalars.require(in, JsonToken.START_ARRAY);
      if (in.nextToken() == JsonToken.END_ARRAY) {
        return List.of();
      }
      Object first = each.read(in, shared);
      if (in.nextToken() == JsonToken.END_ARRAY) {
        return made(shared, first);
      }
      List<Object> all = new ArrayList<>();
      all.add(first);
      do {
        all.add(each.read(in, shared));
      } while (in.nextToken() != JsonToken.END_ARRAY);
      return made(shared, all.toArray());
    }

    private Object made(Shared shared, Object... all) {
      return each.shared() ? shared.one(this, all, List::of) : List.of(all);
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
    public Object read(JsonParser in, Shared shared) throws IOException {
      Scalars.require(in, JsonToken.START_OBJECT);
      Map<String, Object> all = new TreeMap<>();
      for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
        in.nextToken();
        if (all.put(shared.one(name), each.read(in, shared)) != null) {
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
