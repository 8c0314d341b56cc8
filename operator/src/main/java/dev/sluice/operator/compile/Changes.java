package dev.sluice.operator.compile;

import dev.sluice.operator.input.Inputs;
import dev.sluice.snapshot.id.RouteId;
import dev.sluice.snapshot.persistent.PersistentMap;
import java.util.HashSet;
import java.util.Set;

/** The routes that may compile to something else than before. */
final class Changes {
  private final Memory before;
  private final Set<RouteId> routes = new HashSet<>();

  private Changes(Memory before) {
    this.before = before;
  }

  static Set<RouteId> since(
      Memory before,
      Inputs inputs,
      Ownership ownership,
      Attachments attachments,
      Pairs pairs,
      boolean stale) {
    Changes changes = new Changes(before);
    Inputs old = before.inputs();
    PersistentMap.difference(
        old.routes(), inputs.routes(), (id, was, is) -> changes.routes.add(id));
    PersistentMap.difference(
        before.ownership().verdicts(),
        ownership.verdicts(),
        (id, was, is) -> changes.routes.add(id));
    PersistentMap.difference(
        old.services(), inputs.services(), (name, was, is) -> changes.users(name));
    PersistentMap.difference(
        old.secrets(), inputs.secrets(), (name, was, is) -> changes.users(name));
    PersistentMap.difference(
        old.authorities(), inputs.authorities(), (name, was, is) -> changes.users(name));
    PersistentMap.difference(
        old.documents(), inputs.documents(), (name, was, is) -> changes.users(name));
    if (stale) {
      pairs.checked().keySet().forEach(changes::users);
    }
    if (before.attachments() != attachments) {
      changes.limited(attachments);
    }
    if (!old.grants().equals(inputs.grants())) {
      // Rare, and what one grant permits cannot be told from what it is named.
      changes.routes.addAll(before.totals().routes().keySet());
    }
    return changes.routes;
  }

  private void users(Object name) {
    routes.addAll(before.totals().users().of(name));
  }

  private void limited(Attachments attachments) {
    before
        .totals()
        .routes()
        .forEach(
            (id, remembered) -> {
              if (!attachments.of(remembered.route()).equals(remembered.limits())) {
                routes.add(id);
              }
            });
  }
}
