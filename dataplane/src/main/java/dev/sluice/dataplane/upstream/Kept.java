package dev.sluice.dataplane.upstream;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * State that is found again by how it is configured, for as long as a rule uses it: so it survives
 * a snapshot in which the configuration is the same, and an edit leaves nothing behind.
 */
final class Kept<C, S> {
  private final Function<C, S> made;

  /** Made with the first: of thousands of upstreams most have none. */
  private Map<C, WeakReference<S>> all = Map.of();

  Kept(Function<C, S> made) {
    this.made = made;
  }

  /** The state of a configuration. */
  synchronized S of(C config) {
    if (all.isEmpty()) {
      all = new HashMap<>();
    }
    all.values().removeIf(reference -> reference.get() == null);
    WeakReference<S> reference = all.get(config);
    @Nullable S found = reference == null ? null : reference.get();
    if (found == null) {
      found = made.apply(config);
      all.put(config, new WeakReference<>(found));
    }
    return found;
  }

  /** All that are in use. */
  synchronized List<S> inUse() {
    if (all.isEmpty()) {
      return List.of();
    }
    List<S> found = new ArrayList<>();
    for (WeakReference<S> reference : all.values()) {
      S state = reference.get();
      if (state != null) {
        found.add(state);
      }
    }
    return found;
  }
}
