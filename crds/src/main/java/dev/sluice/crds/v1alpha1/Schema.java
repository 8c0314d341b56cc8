package dev.sluice.crds.v1alpha1;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What the CRD says of a component beyond its type. One annotation for what fabric8's generator has
 * several for, as those express neither list-map keys, nor the sizes that keep CEL within the API
 * server's cost budget, nor defaults other than strings.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Schema {
  /** What the field does, for {@code kubectl explain} and the reference page. */
  String value();

  /** JSON; empty: no default. */
  String byDefault() default "";

  boolean required() default false;

  /** Least length of a string, size of a list, or value of a number; negative: none. */
  long min() default -1;

  /** Greatest length of a string, size of a list, or value of a number; negative: none. */
  long max() default -1;

  /** The values that there are, as JSON. */
  String[] values() default {};

  /** Regular expression for a string, or for the string form of an int-or-string; empty: none. */
  String pattern() default "";

  /** CEL over {@code self}, where a pattern would be refused without a hint; empty: none. */
  String rule() default "";

  /** What to write instead, when {@link #rule} does not hold. */
  String message() default "";

  /** Lists: the key of a list-map; empty: a set where items are strings, else one atomic value. */
  String key() default "";

  /**
   * Lists of strings: greatest length of an item. Maps: greatest length or size of a value.
   * Negative: none.
   */
  long itemMax() default -1;

  /** Lists of integers or strings: least value of an integer; negative: none. */
  long itemMin() default -1;

  /** Lists of integers or strings: regular expression for a string; empty: none. */
  String itemPattern() default "";

  /** Lists of strings: CEL over an item; empty: none. */
  String itemRule() default "";

  /** What to write instead, when {@link #itemRule} does not hold. */
  String itemMessage() default "";
}
