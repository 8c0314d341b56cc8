package dev.sluice.operator.push;

import java.util.Map;
import java.util.Set;

/**
 * How far one generation of one route has come. The three sets share no pod, and together are the
 * pods that were asked about.
 *
 * @param acked serve a snapshot that contains this generation
 * @param waiting have not said so
 * @param rejected serve the snapshot but not this route, which they could not build; or could not
 *     build the snapshot at all; with what they said
 */
public record Standing(Set<String> acked, Set<String> waiting, Map<String, String> rejected) {
  public Standing {
    acked = Set.copyOf(acked);
    waiting = Set.copyOf(waiting);
    rejected = Map.copyOf(rejected);
  }

  /** Every request is served by this generation, as far as the pods that were asked about go. */
  public boolean programmed() {
    return waiting.isEmpty() && rejected.isEmpty();
  }
}
