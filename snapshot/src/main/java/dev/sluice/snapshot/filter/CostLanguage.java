package dev.sluice.snapshot.filter;

import com.google.re2j.Pattern;
import dev.cel.checker.CelStandardDeclarations;
import dev.cel.checker.CelStandardDeclarations.StandardFunction;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.CelValidationException;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.types.CelType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.sluice.snapshot.match.Patterns;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The part of CEL that costs are written in: arithmetic, comparisons, conditions, literals, looking
 * up by name, and a few questions about strings. There are no macros and so no loops, nothing joins
 * strings or lists, and what is searched for in a text is written in the expression. So the cost of
 * an evaluation is bounded by the length of the expression times the longest text, whatever a
 * client sends. {@code matches} is RE2's, of patterns that {@link Patterns} lets pass.
 */
final class CostLanguage {
  /** Longest expression, in chars. */
  private static final int MAX_LENGTH = 1024;

  private static final String MATCHES = "matches";
  private static final String MATCHES_OVERLOAD = "text_matches_literal";

  /** Overloads by their names in the library. */
  private static final Set<String> ALLOWED =
      Set.of(
          "CONDITIONAL",
          "LOGICAL_NOT",
          "LOGICAL_OR",
          "LOGICAL_AND",
          "EQUALS",
          "NOT_EQUALS",
          "ADD_INT64",
          "ADD_DOUBLE",
          "SUBTRACT_INT64",
          "SUBTRACT_DOUBLE",
          "MULTIPLY_INT64",
          "MULTIPLY_DOUBLE",
          "DIVIDE_INT64",
          "DIVIDE_DOUBLE",
          "MODULO_INT64",
          "NEGATE_INT64",
          "NEGATE_DOUBLE",
          "IN_LIST",
          "IN_MAP",
          "INDEX_LIST",
          "INDEX_MAP",
          "SIZE_STRING",
          "STRING_SIZE",
          "INT64_TO_INT64",
          "DOUBLE_TO_INT64",
          "STRING_TO_INT64",
          "INT64_TO_DOUBLE",
          "STRING_TO_DOUBLE",
          "CONTAINS_STRING",
          "ENDS_WITH_STRING",
          "STARTS_WITH_STRING",
          "LESS_INT64",
          "LESS_DOUBLE",
          "LESS_STRING",
          "LESS_EQUALS_INT64",
          "LESS_EQUALS_DOUBLE",
          "LESS_EQUALS_STRING",
          "GREATER_INT64",
          "GREATER_DOUBLE",
          "GREATER_STRING",
          "GREATER_EQUALS_INT64",
          "GREATER_EQUALS_DOUBLE",
          "GREATER_EQUALS_STRING");

  private static final CelOptions OPTIONS =
      CelOptions.current()
          .maxExpressionCodePointSize(MAX_LENGTH)
          .maxParseRecursionDepth(64)
          .enableHomogeneousLiterals(true)
          .enableComprehension(false)
          .errorOnIntWrap(true)
          .build();

  private static final CelCompiler COMPILER = compiler();
  private static final CelRuntime RUNTIME =
      CelRuntimeFactory.standardCelRuntimeBuilder().setOptions(OPTIONS).build();

  private final Map<String, Pattern> patterns = new HashMap<>();

  private CostLanguage() {}

  private static CelCompiler compiler() {
    CelCompilerBuilder builder =
        CelCompilerFactory.standardCelCompilerBuilder()
            .setOptions(OPTIONS)
            .setResultType(SimpleType.INT)
            .setStandardEnvironmentEnabled(false)
            .setStandardDeclarations(
                CelStandardDeclarations.newBuilder()
                    .filterFunctions((function, overload) -> ALLOWED.contains(overload.toString()))
                    .build())
            .addFunctionDeclarations(
                CelFunctionDecl.newFunctionDeclaration(
                    MATCHES,
                    CelOverloadDecl.newMemberOverload(
                        MATCHES_OVERLOAD, SimpleType.BOOL, SimpleType.STRING, SimpleType.STRING)));
    for (CostVariable each : CostVariable.values()) {
      builder.addVar(each.word, type(each.kind));
    }
    return builder.build();
  }

  private static CelType type(CostVariable.Kind kind) {
    return switch (kind) {
      case TEXT -> SimpleType.STRING;
      case NUMBER -> SimpleType.INT;
      case TEXTS -> MapType.create(SimpleType.STRING, SimpleType.STRING);
    };
  }

  static CostExpression parse(String text) {
    CelAbstractSyntaxTree tree;
    try {
      tree = COMPILER.compile(text).getAst();
    } catch (CelValidationException e) {
      throw new IllegalArgumentException(
          e.getErrors().stream()
              .map(CostLanguage::words)
              .distinct()
              .collect(Collectors.joining("; ")),
          e);
    }
    CostLanguage written = new CostLanguage();
    written.check(tree.getExpr());
    Set<String> names =
        tree.getReferenceMap().values().stream()
            .map(each -> each.name())
            .collect(Collectors.toSet());
    boolean later = false;
    for (CostVariable each : CostVariable.values()) {
      later |= each.later() && names.contains(each.word);
    }
    try {
      return new CostExpression(written.runtime().createProgram(tree), later);
    } catch (CelEvaluationException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private static String words(CelIssue issue) {
    // There is one container, and it has no name.
    String message = issue.getMessage().replace(" (in container '')", "");
    if (message.startsWith("undeclared reference to")) {
      message += "; there are " + CostVariable.words();
    }
    int column = issue.getSourceLocation().getColumn();
    return column < 0 ? message : "at character " + (column + 1) + ": " + message;
  }

  /** Patterns are compiled once, for this expression. */
  @SuppressWarnings("Immutable") // A copied map of compiled patterns does not change.
  private CelRuntime runtime() {
    if (patterns.isEmpty()) {
      return RUNTIME;
    }
    Map<String, Pattern> compiled = Map.copyOf(patterns);
    return CelRuntimeFactory.standardCelRuntimeBuilder()
        .setOptions(OPTIONS)
        .addFunctionBindings(
            CelFunctionBinding.from(
                MATCHES_OVERLOAD,
                String.class,
                String.class,
                (text, pattern) ->
                    Objects.requireNonNull(compiled.get(pattern)).matcher(text).find()))
        .build();
  }

  private void check(CelExpr node) {
    switch (node.getKind()) {
      case SELECT -> check(node.select().operand());
      case CALL -> {
        CelExpr.CelCall call = node.call();
        if (call.function().equals(MATCHES)) {
          String pattern = literal(call);
          patterns.put(pattern, Patterns.compile(pattern));
        } else if (call.function().equals(StandardFunction.CONTAINS.functionName())) {
          literal(call);
        }
        call.target().ifPresent(this::check);
        call.args().forEach(this::check);
      }
      case LIST -> node.list().elements().forEach(this::check);
      case MAP ->
          node.map()
              .entries()
              .forEach(
                  entry -> {
                    check(entry.key());
                    check(entry.value());
                  });
      case NOT_SET, CONSTANT, IDENT -> {}
      case STRUCT, COMPREHENSION ->
          throw new IllegalArgumentException("messages and loops are no part of a cost");
    }
  }

  /** What a client sends is searched, never searched for: two long texts would take long. */
  private static String literal(CelExpr.CelCall call) {
    if (call.args().get(0).getKind() == CelExpr.ExprKind.Kind.CONSTANT
        && call.args().get(0).constant().getKind() == CelConstant.Kind.STRING_VALUE) {
      return call.args().get(0).constant().stringValue();
    }
    throw new IllegalArgumentException(
        "what " + call.function() + "() looks for must be written out, such as \"json\"");
  }
}
