package dev.sluice.operator.compile;

import dev.sluice.crds.v1alpha1.DefaultsSpec;
import dev.sluice.crds.v1alpha1.RuleSpec;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The behaviour blocks of one rule: its own, or else the route's; a rule's own block replaces the
 * route's whole.
 */
public final class Blocks {
  private final Place place;
  private final RuleSpec spec;
  private final DefaultsSpec defaults;

  Blocks(Place place, RuleSpec spec, @Nullable DefaultsSpec defaults) {
    this.place = place;
    this.spec = spec;
    this.defaults = defaults == null ? DefaultsSpec.NONE : defaults;
  }

  /** What a block compiles to; null: there is none, or it comes to nothing. */
  public <B, T> @Nullable T block(
      String name,
      Function<RuleSpec, @Nullable B> own,
      Function<DefaultsSpec, @Nullable B> byDefault,
      BiFunction<Place, B, @Nullable T> compile) {
    @Nullable B written = own.apply(spec);
    if (written != null) {
      return compile.apply(place.in(name), written);
    }
    @Nullable B shared = byDefault.apply(defaults);
    return shared == null
        ? null
        : compile.apply(new Place(place.route(), place.rule(), "spec.defaults." + name), shared);
  }
}
