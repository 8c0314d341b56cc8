package dev.sluice.snapshot.codec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.deser.std.DelegatingDeserializer;
import com.fasterxml.jackson.databind.deser.std.StringDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import dev.sluice.snapshot.action.Proxy;
import dev.sluice.snapshot.id.ServicePort;
import dev.sluice.snapshot.id.UpstreamId;
import dev.sluice.snapshot.upstream.Forwarding;
import dev.sluice.snapshot.upstream.Timeouts;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Makes what is equal in many entries one object: thousands of rules forward to the same few
 * backends with the same timeouts, and would hold a copy each. For the entries that are read
 * together, by one thread; then it is dropped.
 */
public final class Shared {
  private static final String KEY = Shared.class.getName();
  private static final Set<Class<?>> TYPES =
      Set.of(
          ServicePort.class,
          UpstreamId.class,
          Timeouts.class,
          Forwarding.class,
          Proxy.Backend.class,
          Proxy.class);

  private final Map<Object, Object> seen = new HashMap<>();

  private Object one(Object value) {
    Object before = seen.putIfAbsent(value, value);
    return before == null ? value : before;
  }

  static String key() {
    return KEY;
  }

  /** What makes a mapper share, where a reader of it has one of these as an attribute. */
  static SimpleModule module() {
    return new SimpleModule("shared") {
      private static final long serialVersionUID = 1;

      @Override
      public void setupModule(SetupContext context) {
        super.setupModule(context);
        context.addBeanDeserializerModifier(new Modifier());
      }
    }.addDeserializer(String.class, new Text());
  }

  private static Object one(Object value, DeserializationContext context) {
    return context.getAttribute(KEY) instanceof Shared shared ? shared.one(value) : value;
  }

  private static final class Modifier extends BeanDeserializerModifier {
    private static final long serialVersionUID = 1;

    @Override
    public JsonDeserializer<?> modifyDeserializer(
        DeserializationConfig config, BeanDescription bean, JsonDeserializer<?> deserializer) {
      return TYPES.contains(bean.getBeanClass()) ? new Value(deserializer) : deserializer;
    }
  }

  private static final class Value extends DelegatingDeserializer {
    private static final long serialVersionUID = 1;

    Value(JsonDeserializer<?> delegate) {
      super(delegate);
    }

    @Override
    protected JsonDeserializer<?> newDelegatingInstance(JsonDeserializer<?> delegate) {
      return new Value(delegate);
    }

    @Override
    public Object deserialize(JsonParser in, DeserializationContext context) throws IOException {
      return one(super.deserialize(in, context), context);
    }
  }

  private static final class Text extends StringDeserializer {
    private static final long serialVersionUID = 1;

    @Override
    public String deserialize(JsonParser in, DeserializationContext context) throws IOException {
      return (String) one(super.deserialize(in, context), context);
    }
  }
}
