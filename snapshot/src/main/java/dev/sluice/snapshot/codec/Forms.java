package dev.sluice.snapshot.codec;

import dev.sluice.snapshot.action.Proxy;
import dev.sluice.snapshot.filter.OriginPattern;
import dev.sluice.snapshot.filter.ValueTemplate;
import dev.sluice.snapshot.id.DocumentId;
import dev.sluice.snapshot.id.ServicePort;
import dev.sluice.snapshot.id.UpstreamId;
import dev.sluice.snapshot.match.Hostname;
import dev.sluice.snapshot.match.PathTemplate;
import dev.sluice.snapshot.upstream.Forwarding;
import dev.sluice.snapshot.upstream.Timeouts;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The form of each type, made when it is first asked for: a start needs few of them. */
final class Forms {
  /** Thousands of rules forward to the same few backends and would hold a copy each. */
  private static final Set<Class<?>> SHARED =
      Set.of(
          ServicePort.class,
          UpstreamId.class,
          Timeouts.class,
          Forwarding.class,
          Proxy.Backend.class,
          Proxy.class);

  private static final Map<Type, Form> MADE = new ConcurrentHashMap<>();

  private Forms() {}

  static {
    MADE.put(String.class, Scalars.TEXT);
    MADE.put(int.class, Scalars.INT);
    MADE.put(Integer.class, Scalars.INT);
    MADE.put(long.class, Scalars.LONG);
    MADE.put(double.class, Scalars.DOUBLE);
    MADE.put(boolean.class, Scalars.BOOLEAN);
    MADE.put(Hostname.class, new Scalars.Parsed<>(Hostname.class, Hostname::new, Hostname::text));
    MADE.put(
        DocumentId.class,
        new Scalars.Parsed<>(DocumentId.class, DocumentId::new, DocumentId::sha256));
    MADE.put(
        PathTemplate.class,
        new Scalars.Parsed<>(PathTemplate.class, PathTemplate::parse, PathTemplate::text));
    MADE.put(
        ValueTemplate.class,
        new Scalars.Parsed<>(ValueTemplate.class, ValueTemplate::parse, ValueTemplate::text));
    MADE.put(
        OriginPattern.class,
        new Scalars.Parsed<>(OriginPattern.class, OriginPattern::parse, OriginPattern::text));
    // What everybody has is not said. Another default is another schema of the wire.
    MADE.put(Timeouts.class, new RecordForm(Timeouts.class, true, Timeouts.DEFAULT));
  }

  static Form of(Type type) {
    Form made = MADE.get(type);
    if (made == null) {
      // Twice at worst, by two threads: each is as good as the other.
      made = make(type);
      MADE.put(type, made);
    }
    return made;
  }

  private static Form make(Type type) {
    if (type instanceof ParameterizedType generic) {
      Type[] of = generic.getActualTypeArguments();
      if (generic.getRawType() == List.class) {
        return new Collected.Lists(of(of[0]));
      }
      if (generic.getRawType() == Map.class && of[0] == String.class) {
        return new Collected.Maps(of(of[1]));
      }
    } else if (type instanceof Class<?> kind) {
      if (kind.isEnum()) {
        return new Scalars.Named(kind);
      }
      if (kind.isRecord()) {
        return new RecordForm(kind, SHARED.contains(kind), null);
      }
      if (kind.isSealed()) {
        return new UnionForm(kind);
      }
    }
    throw new IllegalStateException("no JSON for " + type);
  }
}
