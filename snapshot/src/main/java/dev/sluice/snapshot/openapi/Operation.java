package dev.sluice.snapshot.openapi;

import dev.sluice.snapshot.openapi.Parameter.In;
import dev.sluice.snapshot.openapi.Parameter.Malformed;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Something that can be asked, and what such a request must be like. Immutable. */
public final class Operation {
  private static final Given NOTHING = new Given();

  private final String method;
  private final Template template;
  private final String id;
  private final List<Parameter> parameters;
  private final QueryValues query;
  private final List<Parameter> others;

  /** Of the others, by which headers are asked for: in lower case. */
  private final List<String> keys;

  private final RequestBody body;

  /**
   * @param id its operationId; empty: none
   */
  Operation(
      String method, Template template, String id, List<Parameter> parameters, RequestBody body) {
    this.method = method;
    this.template = template;
    this.id = id;
    this.parameters = List.copyOf(parameters);
    this.body = body;
    this.query = new QueryValues(parameters.stream().filter(p -> p.in() == In.QUERY).toList());
    this.others = parameters.stream().filter(p -> p.in() != In.QUERY).toList();
    this.keys = others.stream().map(p -> p.name().toLowerCase(Locale.ROOT)).toList();
  }

  String method() {
    return method;
  }

  Template template() {
    return template;
  }

  public RequestBody body() {
    return body;
  }

  /** As people call it: {@code POST /v1/pets (createPet)}. */
  @Override
  public String toString() {
    return method + " " + template.text() + (id.isEmpty() ? "" : " (" + id + ")");
  }

  /** Its parameters in words, such as {@code path id}. */
  public List<String> parameters() {
    return parameters.stream().map(p -> p.in().text() + " " + p.name()).toList();
  }

  /** Takes its parameters out of a request. */
  public Given given(Asked asked) {
    if (parameters.isEmpty()) {
      return NOTHING;
    }
    Given given = new Given();
    query.take(asked.queryText(), given);
    for (int i = 0; i < others.size(); i++) {
      Parameter parameter = others.get(i);
      List<String> raw = raw(parameter, keys.get(i), asked);
      if (raw.isEmpty()) {
        if (parameter.required()) {
          given.violation(parameter, "required");
        }
        continue;
      }
      try {
        given.value(parameter, parameter.readings(raw), QueryValues.length(raw));
      } catch (Malformed e) {
        given.violation(parameter, e.keyword());
      }
    }
    return given;
  }

  private List<String> raw(Parameter parameter, String key, Asked asked) {
    return switch (parameter.in()) {
      case PATH -> {
        @Nullable String capture =
            template.capture(asked.bytes(), asked.pathStart(), asked.pathEnd(), parameter.name());
        yield capture == null ? List.of() : List.of(capture);
      }
      case HEADER -> asked.fields(key);
      case COOKIE -> cookies(asked.fields("cookie"), parameter.name());
      case QUERY -> List.of();
    };
  }

  /** The values of all cookies of that name (RFC 6265 §5.4). */
  private static List<String> cookies(List<String> fields, String name) {
    List<String> values = new ArrayList<>(1);
    for (String field : fields) {
      for (String pair : field.split(";", -1)) {
        int equals = pair.indexOf('=');
        if (equals >= 0 && pair.substring(0, equals).strip().equals(name)) {
          values.add(pair.substring(equals + 1).strip());
        }
      }
    }
    return values;
  }
}
