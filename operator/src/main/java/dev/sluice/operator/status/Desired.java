package dev.sluice.operator.status;

import dev.sluice.crds.v1alpha1.ConditionStatus;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an operator wants to be written of one object: its own part of the status.
 *
 * @param status null: nothing, of what it wrote before
 * @param written its part as it is written; null: there is none
 * @param before the conditions that it said before, for events; null: none
 * @param now the conditions that it says now
 * @param entitled whether what it says is its to say: then another manager's words give way. Else
 *     it speaks only where nobody does
 * @param recheck when something that was held back should be looked at again; null: nothing was
 */
record Desired<S>(
    @Nullable S status,
    @Nullable S written,
    @Nullable List<ConditionStatus> before,
    List<ConditionStatus> now,
    boolean entitled,
    @Nullable Duration recheck) {

  static <S> Desired<S> nothing() {
    return new Desired<>(null, null, null, List.of(), true, null);
  }

  /**
   * Nothing yet.
   *
   * @param unwritten what would be written by now
   */
  static <S> Desired<S> later(S unwritten, @Nullable Duration recheck) {
    return new Desired<>(unwritten, unwritten, null, List.of(), true, recheck);
  }

  /** Whether there is something to write: a part that changed, or one to take back. */
  boolean news() {
    return status == null || !Objects.equals(status, written);
  }
}
