package dev.sluice.standalone.folder.schema;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.extensions.CelExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Holds an object to the CEL rules of its schema ({@code x-kubernetes-validations}). Each rule is
 * compiled once, when first needed. Safe for all threads.
 */
final class Rules {
  private final CelCompiler compiler =
      CelCompilerFactory.standardCelCompilerBuilder()
          .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
          .addLibraries(CelExtensions.strings())
          .addVar("self", SimpleType.DYN)
          .build();
  private final CelRuntime runtime =
      CelRuntimeFactory.standardCelRuntimeBuilder().addLibraries(CelExtensions.strings()).build();
  private final Map<String, CelRuntime.Program> programs = new ConcurrentHashMap<>();

  void check(Schema schema, String field, @Nullable Object value, Consumer<Flaw> flaws) {
    if (value == null) {
      return;
    }
    for (Object node : schema.list("x-kubernetes-validations")) {
      Schema rule = Schema.of(node);
      if (rule != null && !rule.text("rule").contains("oldSelf")) {
        check(rule, field, value, flaws, rule.text("rule"));
      }
    }
    if (value instanceof Map<?, ?> map) {
      map.forEach(
          (name, inner) -> {
            Schema of = schema.property(name);
            if (of == null) {
              of = schema.additional();
            }
            if (of != null) {
              check(of, Shape.join(field, name), inner, flaws);
            }
          });
    } else if (value instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        check(schema.items(), field + "[" + i + "]", list.get(i), flaws);
      }
    }
  }

  private void check(
      Schema rule, String field, Object value, Consumer<Flaw> flaws, String expression) {
    if (Boolean.TRUE.equals(evaluate(expression, value))) {
      return;
    }
    String message = rule.text("message");
    if (!rule.text("messageExpression").isEmpty()
        && evaluate(rule.text("messageExpression"), value) instanceof String made) {
      message = made;
    }
    String path = rule.text("fieldPath");
    flaws.accept(
        new Flaw(
            path.startsWith(".") ? field + path : field,
            message.isEmpty() ? "failed rule: " + expression : message));
  }

  /** A rule that cannot be evaluated counts as broken, as it does in an API server. */
  private @Nullable Object evaluate(String expression, Object self) {
    try {
      return programs.computeIfAbsent(expression, this::program).eval(Map.of("self", self));
    } catch (CelEvaluationException e) {
      return null;
    }
  }

  private CelRuntime.Program program(String expression) {
    try {
      CelAbstractSyntaxTree tree = compiler.compile(expression).getAst();
      return runtime.createProgram(tree);
    } catch (CelValidationException | CelEvaluationException e) {
      throw new IllegalStateException("CEL rule " + expression, e);
    }
  }
}
