package dev.sluice.snapshot.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.snapshot.schema.JsonSchema;
import dev.sluice.snapshot.schema.JsonSchema.Outcome;
import dev.sluice.snapshot.schema.Violation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The parameters that a request gives, taken out of its head, for one thread after the other. */
public final class Given {
  /** Fewest steps that a parameter gets, of however many. */
  private static final long FEWEST = 500;

  private final List<Value> values = new ArrayList<>();
  private final List<ParameterViolation> violations = new ArrayList<>();
  private int bytes;

  /**
   * @param readings what it can mean
   */
  private record Value(Parameter parameter, List<JsonNode> readings) {}

  Given() {}

  void value(Parameter parameter, List<JsonNode> readings, int length) {
    values.add(new Value(parameter, readings));
    bytes += length;
  }

  void violation(Parameter parameter, String keyword) {
    violations.add(of(parameter, new Violation("", keyword, null)));
  }

  private static ParameterViolation of(Parameter parameter, Violation violation) {
    return new ParameterViolation(parameter.in().text(), parameter.name(), violation);
  }

  /**
   * Checks them.
   *
   * @param most steps
   * @return what is wrong, {@link JsonSchema#SHOWN} at most; null: it takes more steps than that
   */
  public @Nullable List<ParameterViolation> check(long most) {
    if (values.isEmpty()) {
      return violations;
    }
    List<ParameterViolation> all = new ArrayList<>(violations);
    long each = Math.max(FEWEST, Math.min(most, JsonSchema.allowance(bytes)) / values.size());
    for (Value value : values) {
      if (all.size() >= JsonSchema.SHOWN) {
        break;
      }
      @Nullable List<Violation> found = check(value, each);
      if (found == null) {
        return null;
      }
      for (Violation violation : found) {
        all.add(of(value.parameter, violation));
      }
    }
    return all.size() > JsonSchema.SHOWN ? all.subList(0, JsonSchema.SHOWN) : all;
  }

  private @Nullable List<Violation> check(Value value, long most) {
    List<Violation> first = List.of();
    for (int i = 0; i < value.readings.size(); i++) {
      Outcome outcome = value.parameter.schema().check(value.readings.get(i), bytes, most);
      if (outcome instanceof Outcome.TooMuch) {
        return null;
      }
      if (!(outcome instanceof Outcome.Invalid invalid)) {
        return List.of();
      }
      first = i == 0 ? invalid.violations() : first;
    }
    return first;
  }
}
