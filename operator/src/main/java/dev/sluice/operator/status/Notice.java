package dev.sluice.operator.status;

import dev.sluice.crds.v1alpha1.ConditionStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to a route or a policy and that {@code kubectl describe} should show.
 *
 * @param warning whether someone should do something
 */
record Notice(boolean warning, String reason, String message) {

  /** What a step from one status to the next is worth saying. */
  static List<Notice> between(
      @Nullable List<ConditionStatus> previous, List<ConditionStatus> next) {
    List<Notice> notices = new ArrayList<>();
    for (ConditionStatus now : next) {
      @Nullable ConditionStatus before = Statuses.find(previous, now.type());
      boolean turned = before == null || !before.status().equals(now.status());
      boolean otherwise = before == null || !before.reason().equals(now.reason());
      boolean again =
          before == null || !Objects.equals(before.observedGeneration(), now.observedGeneration());
      boolean good = now.status().equals("True");
      boolean said =
          switch (now.type()) {
            case Statuses.ACCEPTED -> turned || (!good && otherwise);
            // That all is found goes without saying, unless it was not before.
            case Statuses.RESOLVED_REFS ->
                good
                    ? (turned && before != null)
                        || (otherwise && !now.reason().equals("ResolvedRefs"))
                    : turned || otherwise;
            // Being under way is no news.
            case Statuses.PROGRAMMED, Statuses.ENFORCED ->
                good
                    ? turned || again
                    : !now.reason().equals(Judgement.PENDING)
                        && !now.reason().equals("NotAccepted")
                        && !now.reason().equals("NoTarget")
                        && otherwise;
            default -> false;
          };
      if (said) {
        boolean warning = !good || now.reason().equals("NoReadyEndpoints");
        notices.add(new Notice(warning, now.reason(), now.message()));
      }
    }
    return notices;
  }
}
