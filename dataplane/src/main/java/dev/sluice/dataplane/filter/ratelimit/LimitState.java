package dev.sluice.dataplane.filter.ratelimit;

import dev.sluice.snapshot.filter.CostExpression;
import org.jspecify.annotations.Nullable;

/** What is counted for one limit in this data plane; outlives every snapshot that names it. */
final class LimitState {
  final LocalCounts local;
  final InFlight inFlight = new InFlight();
  final Leases leases = new Leases();

  final LimitMeters meters;

  private @Nullable CostExpression expression;
  private @Nullable String expressionText;

  LimitState(DebtBudget budget, LimitMeters meters) {
    this.meters = meters;
    local = new LocalCounts(budget);
  }

  /** Read once for all rules that the limit holds: there may be thousands. */
  synchronized CostExpression expression(String text) {
    CostExpression known = expression;
    if (known == null || !text.equals(expressionText)) {
      known = CostExpression.parse(text);
      expression = known;
      expressionText = text;
    }
    return known;
  }
}
