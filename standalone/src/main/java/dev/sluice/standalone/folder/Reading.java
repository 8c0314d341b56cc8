package dev.sluice.standalone.folder;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A folder as it is at one moment.
 *
 * @param good objects that an API server would take
 * @param refused objects that it would not
 * @param brokenFiles files of which some could not be read at all
 * @param diagnostics everything that is wrong, sorted
 * @param files how many YAML files there are
 * @param tries what the files say a person may try: lines {@code # try: curl ...}
 */
public record Reading(
    Map<ManifestKey, Manifest> good,
    Map<ManifestKey, Refused> refused,
    Set<String> brokenFiles,
    List<Diagnostic> diagnostics,
    int files,
    List<String> tries) {
  public Reading {
    good = Map.copyOf(good);
    refused = Map.copyOf(refused);
    brokenFiles = Set.copyOf(brokenFiles);
    diagnostics = diagnostics.stream().sorted().toList();
    tries = List.copyOf(tries);
  }
}
