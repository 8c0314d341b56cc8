package dev.sluice.operator.compile;

import dev.sluice.operator.input.PolicyId;

/**
 * What became of a policy on one rule that it targets.
 *
 * @param why for people: the policy that holds in its place, or what is wrong
 */
record LimitOutcome(PolicyId policy, String rule, Fate fate, String why) {
  enum Fate {
    HOLDS,
    /** Another one holds in its place. */
    OVERRIDDEN,
    /** It cannot be used here; the rule answers 500, unless the policy is on trial. */
    UNUSABLE
  }
}
