package dev.sluice.dataplane.filter.ratelimit;

/** What is counted for one limit in this data plane; outlives every snapshot that names it. */
final class LimitState {
  final LocalCounts local;
  final InFlight inFlight = new InFlight();
  final Leases leases = new Leases();

  LimitState(DebtBudget budget) {
    local = new LocalCounts(budget);
  }
}
