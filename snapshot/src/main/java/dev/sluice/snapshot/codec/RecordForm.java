package dev.sluice.snapshot.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.snapshot.json.JsonReader;
import dev.sluice.snapshot.match.ByteTable;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A record: its components by name, sorted. Left out is a component that is null, 0, false or
 * empty; what is then not said is that again. A component that may be null is left out for null
 * alone.
 */
final class RecordForm implements Form {
  /** One component, and where the constructor has it. */
  private record Field(
      String name,
      int position,
      Form form,
      @Nullable Object silent,
      boolean nullable,
      Method get) {}

  private final Class<?> type;
  private final Makers.@Nullable Maker maker;
  private final boolean shared;
  private final @Nullable Object silent;
  private volatile @Nullable Made made;

  /** What takes time to make, and a first use of other forms. */
  private record Made(Constructor<?> constructor, Field[] sorted, ByteTable<Field> byName) {}

  /**
   * @param silent as of {@link Form#silent}
   */
  RecordForm(Class<?> type, boolean shared, @Nullable Object silent) {
    this.type = type;
    this.maker = Makers.of(type);
    this.shared = shared;
    this.silent = silent;
  }

  @Override
  public @Nullable Object silent() {
    return silent;
  }

  @Override
  public boolean shared() {
    return shared;
  }

  /** Late, for a record may hold itself. */
  private Made made() {
    Made known = made;
    if (known == null) {
      known = make();
      made = known;
    }
    return known;
  }

  private Made make() {
    RecordComponent[] components = type.getRecordComponents();
    Field[] fields = new Field[components.length];
    Class<?>[] types = new Class<?>[components.length];
    Map<String, Field> byName = new HashMap<>();
    for (int i = 0; i < components.length; i++) {
      RecordComponent each = components[i];
      types[i] = each.getType();
      Form form = Forms.of(each.getGenericType());
      boolean nullable = each.getAnnotatedType().isAnnotationPresent(Nullable.class);
      fields[i] =
          new Field(
              each.getName(),
              i,
              form,
              nullable ? null : form.silent(),
              nullable,
              each.getAccessor());
      byName.put(each.getName(), fields[i]);
    }
    Field[] sorted = fields.clone();
    Arrays.sort(sorted, (one, other) -> one.name().compareTo(other.name()));
    try {
      return new Made(type.getDeclaredConstructor(types), sorted, ByteTable.of(byName));
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void write(Object value, JsonGenerator to) throws IOException {
    to.writeStartObject();
    writeFields(value, to);
    to.writeEndObject();
  }

  void writeFields(Object value, JsonGenerator to) throws IOException {
    for (Field each : made().sorted()) {
      Object said = value(each, value);
      if (said == null) {
        if (!each.nullable()) {
          throw new IllegalStateException(type.getSimpleName() + "." + each.name() + " is null");
        }
      } else if (!said.equals(each.silent())) {
        to.writeFieldName(each.name());
        each.form().write(said, to);
      }
    }
  }

  private static @Nullable Object value(Field field, Object of) {
    try {
      return field.get().invoke(of);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public Object read(JsonReader in, Shared shared) {
    in.beginObject();
    return readFields(in, shared);
  }

  /** From the next field on. */
  Object readFields(JsonReader in, Shared shared) {
    Made known = made();
    @Nullable Object[] values = new @Nullable Object[known.sorted().length];
    while (in.nextField()) {
      Field field = known.byName().find(in.bytes(), in.nameStart(), in.nameEnd());
      if (field == null) {
        throw new IllegalArgumentException(type.getSimpleName() + " has a field too many");
      }
      if (values[field.position()] != null) {
        throw new IllegalArgumentException(at(field) + " is said twice");
      }
      try {
        values[field.position()] = shared.read(field.form(), in);
      } catch (Misread e) {
        throw e;
      } catch (IllegalArgumentException e) {
        throw new Misread(at(field) + ": " + e.getMessage());
      }
    }
    for (Field each : known.sorted()) {
      if (values[each.position()] == null) {
        if (each.silent() == null && !each.nullable()) {
          throw new IllegalArgumentException(at(each) + " is missing");
        }
        values[each.position()] = each.silent();
      }
    }
    return make(values);
  }

  private Object make(@Nullable Object[] values) {
    Makers.Maker maker = this.maker;
    if (maker != null) {
      return maker.of(values);
    }
    try {
      return made().constructor().newInstance(values);
    } catch (InvocationTargetException e) {
      throw new IllegalArgumentException(e.getTargetException().getMessage(), e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private String at(Field field) {
    return type.getSimpleName() + "." + field.name();
  }

  /** Says already where. */
  private static final class Misread extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    Misread(String message) {
      super(message);
    }
  }
}
