package dev.sluice.snapshot.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.snapshot.openapi.Parameter.Malformed;
import dev.sluice.snapshot.openapi.Parameter.Style;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The parameters of an operation that stand in the query. */
final class QueryValues {
  private final List<Parameter> parameters;
  private final Map<String, Parameter> byName = new HashMap<>();

  QueryValues(List<Parameter> parameters) {
    this.parameters = List.copyOf(parameters);
    for (Parameter parameter : parameters) {
      byName.put(parameter.name(), parameter);
    }
  }

  /** Takes them out of the query of a request. Others are no business of this. */
  void take(String query, Given given) {
    if (parameters.isEmpty()) {
      return;
    }
    Map<String, List<String>> plain = new HashMap<>();
    Map<String, Map<String, List<String>>> deep = new HashMap<>();
    int at = 0;
    while (at < query.length()) {
      int end = query.indexOf('&', at);
      end = end < 0 ? query.length() : end;
      int equals = query.indexOf('=', at);
      boolean bare = equals < 0 || equals > end;
      @Nullable String name = Percent.decoded(query.substring(at, bare ? end : equals), true);
      if (name != null) {
        put(name, bare ? "" : query.substring(equals + 1, end), plain, deep);
      }
      at = end + 1;
    }
    for (Parameter parameter : parameters) {
      take(parameter, plain.get(parameter.name()), deep.get(parameter.name()), given);
    }
  }

  private void put(
      String name,
      String value,
      Map<String, List<String>> plain,
      Map<String, Map<String, List<String>>> deep) {
    Parameter parameter = byName.get(name);
    if (parameter != null && parameter.style() != Style.DEEP) {
      plain.computeIfAbsent(name, n -> new ArrayList<>(1)).add(value);
      return;
    }
    int bracket = name.indexOf('[');
    parameter = bracket < 0 ? null : byName.get(name.substring(0, bracket));
    if (parameter != null && parameter.style() == Style.DEEP && name.endsWith("]")) {
      deep.computeIfAbsent(parameter.name(), n -> new LinkedHashMap<>())
          .computeIfAbsent(name.substring(bracket + 1, name.length() - 1), n -> new ArrayList<>(1))
          .add(value);
    }
  }

  private static void take(
      Parameter parameter,
      @Nullable List<String> plain,
      @Nullable Map<String, List<String>> deep,
      Given given) {
    if (plain == null && deep == null) {
      if (parameter.required()) {
        given.violation(parameter, "required");
      }
      return;
    }
    try {
      if (deep != null) {
        given.value(parameter, parameter.readings(deep), length(deep));
      } else if (plain != null && !(parameter.allowEmpty() && plain.equals(List.of("")))) {
        List<JsonNode> readings = parameter.readings(plain);
        given.value(parameter, readings, length(plain));
      }
    } catch (Malformed e) {
      given.violation(parameter, e.keyword());
    }
  }

  static int length(List<String> values) {
    int length = 0;
    for (String value : values) {
      length += value.length();
    }
    return length;
  }

  private static int length(Map<String, List<String>> values) {
    return values.values().stream().mapToInt(QueryValues::length).sum();
  }
}
