package dev.sluice.snapshot.filter;

import dev.cel.common.CelErrorCode;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import java.util.AbstractMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a request costs, as a CEL expression says it: see {@link CostLanguage} for how much of CEL
 * that is, and why it always ends soon. Immutable, for all threads.
 *
 * <p>Nothing of the library is loaded before the first expression is.
 */
public final class CostExpression {
  /** Largest cost; what is more counts as this, and what is less than 0 as 0. */
  private static final long MOST = 1_000_000_000;

  /**
   * Longest text that an evaluation looks at, in chars: with the length of an expression it bounds
   * how long an event loop is kept.
   */
  private static final int LONGEST_TEXT = 8192;

  private final CelRuntime.Program program;
  private final boolean later;

  CostExpression(CelRuntime.Program program, boolean later) {
    this.program = program;
    this.later = later;
  }

  /**
   * Reads and checks an expression.
   *
   * @throws IllegalArgumentException with a message for the person who wrote it: where, and what is
   *     wrong
   */
  public static CostExpression parse(String text) {
    return CostLanguage.parse(text);
  }

  /** Whether it speaks of the response, and so can be evaluated only when that has come. */
  public boolean later() {
    return later;
  }

  /**
   * Units, 0 to 1,000,000,000.
   *
   * @throws IllegalArgumentException where it cannot be told: a header that is not there, a text
   *     that is no number, a division by zero, a size that is not known
   */
  public long of(CostSource source) {
    try {
      Object units = program.eval(name -> value(name, source));
      return Math.max(0, Math.min(MOST, (Long) units));
    } catch (CelEvaluationException e) {
      // Its message quotes what the client sent, which may be a secret.
      throw new IllegalArgumentException(
          e.getCause() instanceof Unknown why ? why.getMessage() : words(e.getErrorCode()), e);
    } catch (Unknown e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private static String words(CelErrorCode code) {
    return code.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static Optional<Object> value(String name, CostSource source) {
    CostVariable variable = CostVariable.BY_WORD.get(name);
    return variable == null ? Optional.empty() : Optional.of(value(variable, source));
  }

  private static Object value(CostVariable variable, CostSource source) {
    return switch (variable) {
      case REQUEST_METHOD -> source.method();
      case REQUEST_HOST -> checked(source.host());
      case REQUEST_PATH -> checked(source.path());
      case REQUEST_QUERY -> new Texts(source::query);
      case REQUEST_HEADERS -> new Texts(source::header);
      case REQUEST_SIZE -> known(source.size());
      case CLIENT_ADDRESS -> source.clientAddress();
      case RESPONSE_STATUS -> (long) source.status();
      case RESPONSE_HEADERS -> new Texts(source::responseHeader);
      case RESPONSE_SIZE -> known(source.responseSize());
    };
  }

  private static String checked(String text) {
    if (text.length() > LONGEST_TEXT) {
      throw new Unknown("a text is longer than " + LONGEST_TEXT);
    }
    return text;
  }

  private static Long known(long size) {
    if (size < 0) {
      throw new Unknown("the size of the body is not known");
    }
    return size;
  }

  /** Values by name, each read when it is asked for. Nothing in the language enumerates them. */
  private static final class Texts extends AbstractMap<String, String> {
    private final Function<String, @Nullable String> read;

    Texts(Function<String, @Nullable String> read) {
      this.read = read;
    }

    @Override
    public boolean containsKey(@Nullable Object name) {
      return name instanceof String text && read.apply(text) != null;
    }

    @Override
    public @Nullable String get(@Nullable Object name) {
      String value = name instanceof String text ? read.apply(text) : null;
      return value == null ? null : checked(value);
    }

    /** For the library's messages. */
    @Override
    public String toString() {
      return "{...}";
    }

    @Override
    public Set<Map.Entry<String, String>> entrySet() {
      throw new Unknown("ask for one name, such as request.headers[\"x-cost\"]");
    }
  }

  /** Why there is no value. */
  private static final class Unknown extends RuntimeException {
    private static final long serialVersionUID = 1;

    Unknown(String message) {
      super(message, null, false, false);
    }
  }
}
