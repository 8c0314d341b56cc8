package dev.sluice.operator.compile;

import dev.sluice.crds.v1alpha1.DefaultsSpec;
import dev.sluice.crds.v1alpha1.RuleSpec;
import org.jspecify.annotations.Nullable;

/**
 * The behaviour blocks of one rule: its own, or else the route's; a rule's own block replaces the
 * route's whole.
 */
public final class Blocks {
  private final Place place;
  private final RuleSpec rule;
  private final DefaultsSpec defaults;

  Blocks(Place place, RuleSpec rule, @Nullable DefaultsSpec defaults) {
    this.place = place;
    this.rule = rule;
    this.defaults = defaults == null ? DefaultsSpec.NONE : defaults;
  }

  /** A block that somebody wrote, and where. */
  public record Block<B>(Place place, B spec) {}

  /** What the rule says itself. */
  public RuleSpec rule() {
    return rule;
  }

  /** What holds for every rule of the route. */
  public DefaultsSpec defaults() {
    return defaults;
  }

  /** The one that holds; null: there is none. */
  public <B> @Nullable Block<B> block(String name, @Nullable B own, @Nullable B byDefault) {
    if (own != null) {
      return new Block<>(place.in(name), own);
    }
    return byDefault == null
        ? null
        : new Block<>(new Place(place.route(), place.rule(), "spec.defaults." + name), byDefault);
  }
}
