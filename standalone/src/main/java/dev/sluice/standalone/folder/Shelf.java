package dev.sluice.standalone.folder;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is in service of a folder: the last good version of each object. An object leaves when it is
 * gone from files that can be read, never because somebody is in the middle of an edit. Immutable.
 *
 * @param generations counted for each change of content, from 1, as an API server does
 */
public record Shelf(
    Map<ManifestKey, Manifest> manifests,
    Map<ManifestKey, Long> generations,
    Set<ManifestKey> stale,
    Reading reading) {
  public Shelf {
    manifests = Map.copyOf(manifests);
    generations = Map.copyOf(generations);
    stale = Set.copyOf(stale);
  }

  /**
   * The next one.
   *
   * @param before null: the folder is read for the first time
   */
  public static Shelf next(@Nullable Shelf before, Reading reading) {
    Map<ManifestKey, Manifest> manifests = new HashMap<>();
    Set<ManifestKey> stale = new HashSet<>();
    if (before != null) {
      before.manifests.forEach(
          (key, manifest) -> {
            boolean unclear = reading.brokenFiles().contains(manifest.source().file());
            if (!reading.good().containsKey(key)
                && (reading.refused().containsKey(key) || unclear)) {
              manifests.put(key, manifest);
              stale.add(key);
            }
          });
    }
    reading.good().forEach((key, manifest) -> manifests.put(key, kept(before, key, manifest)));
    Map<ManifestKey, Long> generations =
        before == null ? new HashMap<>() : new HashMap<>(before.generations);
    manifests.forEach(
        (key, manifest) -> {
          Manifest old = before == null ? null : before.manifests.get(key);
          if (old == null || !wanted(old).equals(wanted(manifest))) {
            generations.merge(key, 1L, Long::sum);
          }
        });
    return new Shelf(manifests, generations, stale, reading);
  }

  /** The typed object of before where nothing but lines changed: what is equal costs nothing. */
  private static Manifest kept(@Nullable Shelf before, ManifestKey key, Manifest now) {
    Manifest old = before == null ? null : before.manifests.get(key);
    return old != null && old.content().equals(now.content())
        ? new Manifest(key, now.source(), old.content(), old.model())
        : now;
  }

  /** What an API server counts the generation by. */
  private static Object wanted(Manifest manifest) {
    Object spec = manifest.content().get("spec");
    return spec == null ? manifest.content() : spec;
  }

  public long generation(ManifestKey key) {
    return generations.getOrDefault(key, 1L);
  }

  /** Those of one kind. */
  public Map<ManifestKey, Manifest> of(Kind kind) {
    return manifests.entrySet().stream()
        .filter(e -> e.getKey().kind() == kind)
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }
}
