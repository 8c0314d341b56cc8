package dev.sluice.standalone.folder;

import dev.sluice.crds.v1alpha1.RateLimitPolicySpec;
import dev.sluice.crds.v1alpha1.SelectorSpec;
import dev.sluice.crds.v1alpha1.TargetRefSpec;
import dev.sluice.operator.compile.Names;
import dev.sluice.operator.input.PolicyId;
import dev.sluice.operator.input.WatchedPolicy;
import dev.sluice.snapshot.id.RouteId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A limit that was refused, read for one thing alone: whom it was to protect. Where even that
 * cannot be told, it was to protect every route of its namespace.
 */
final class RefusedPolicy {
  private RefusedPolicy() {}

  /**
   * As the compiler takes it: it cannot be used, and so fails its targets.
   *
   * @param routes of all namespaces
   */
  static WatchedPolicy of(
      ManifestKey key, Refused refused, long generation, Collection<RouteId> routes) {
    Map<?, ?> spec = refused.content().get("spec") instanceof Map<?, ?> m ? m : Map.of();
    List<TargetRefSpec> targets = targets(spec.get("targetRefs"));
    @Nullable SelectorSpec selector = selector(spec.get("selector"));
    @Nullable String precedence = word(spec.get("precedence"), "Default", "Override");
    int ways =
        (targets.isEmpty() ? 0 : 1) + (selector == null ? 0 : 1) + (precedence == null ? 0 : 1);
    if (ways != 1) {
      targets =
          routes.stream()
              .filter(route -> route.namespace().equals(key.namespace()))
              .sorted()
              .map(route -> new TargetRefSpec(null, route.name(), null))
              .toList();
      selector = null;
      precedence = null;
    }
    Diagnostic first = refused.why().get(0);
    return new WatchedPolicy(
        new PolicyId(key.namespace(), key.name()),
        "",
        generation,
        0,
        new RateLimitPolicySpec(
            targets,
            selector,
            precedence,
            word(spec.get("phase"), "BeforeAuthentication"),
            null,
            null,
            List.of(),
            null,
            null,
            null,
            Boolean.TRUE.equals(spec.get("dryRun"))),
        new WatchedPolicy.Flaw(first.field(), first.message()));
  }

  /** Empty where any of them cannot be read. */
  private static List<TargetRefSpec> targets(@Nullable Object refs) {
    List<TargetRefSpec> targets = new ArrayList<>();
    for (Object ref : refs instanceof List<?> list ? list : List.of()) {
      if (!(ref instanceof Map<?, ?> fields)
          || !(fields.get("name") instanceof String name)
          || !Names.subdomain(name)) {
        return List.of();
      }
      // A rule that is not named well stands for the whole route.
      String rule = fields.get("sectionName") instanceof String s && Names.label(s) ? s : null;
      targets.add(new TargetRefSpec(null, name, rule));
    }
    return targets;
  }

  private static @Nullable SelectorSpec selector(@Nullable Object selector) {
    if (!(selector instanceof Map<?, ?> fields)
        || !(fields.get("matchLabels") instanceof Map<?, ?> labels)
        || labels.isEmpty()) {
      return null;
    }
    Map<String, String> wanted = new java.util.HashMap<>();
    for (Map.Entry<?, ?> label : labels.entrySet()) {
      if (!(label.getKey() instanceof String name) || !(label.getValue() instanceof String value)) {
        return null;
      }
      wanted.put(name, value);
    }
    return new SelectorSpec(wanted);
  }

  private static @Nullable String word(@Nullable Object text, String... words) {
    return text instanceof String word && List.of(words).contains(word) ? word : null;
  }
}
