package dev.sluice.snapshot.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.snapshot.json.JsonReader;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * One of the records of a sealed interface: its first field, {@code type}, is the record's simple
 * name with a small first letter, and the record's fields follow.
 */
final class UnionForm implements Form {
  private static final String TYPE = "type";

  private final Map<String, RecordForm> byName = new HashMap<>();
  private final Map<Class<?>, String> names = new HashMap<>();
  private boolean shared;

  UnionForm(Class<?> sealed) {
    for (Class<?> each : sealed.getPermittedSubclasses()) {
      String simple = each.getSimpleName();
      String name = Character.toLowerCase(simple.charAt(0)) + simple.substring(1);
      if (!(Forms.of(each) instanceof RecordForm form)) {
        throw new IllegalStateException(each + " is no record");
      }
      byName.put(name, form);
      shared |= form.shared();
      names.put(each, name);
    }
  }

  @Override
  public void write(Object value, JsonGenerator to) throws IOException {
    String name = names.get(value.getClass());
    RecordForm form = byName.get(name);
    if (name == null || form == null) {
      throw new IllegalStateException("no case for " + value.getClass());
    }
    to.writeStartObject();
    to.writeStringField(TYPE, name);
    form.writeFields(value, to);
    to.writeEndObject();
  }

  @Override
  public Object read(JsonReader in, Shared shared) {
    in.beginObject();
    if (!in.nextField() || !TYPE.equals(in.name())) {
      throw new IllegalArgumentException("no type");
    }
    RecordForm form = byName.get(in.string());
    if (form == null) {
      throw new IllegalArgumentException("none of " + byName.keySet());
    }
    return form.readFields(in, shared);
  }

  /** As soon as one case is: which one it is stands within. */
  @Override
  public boolean shared() {
    return shared;
  }
}
