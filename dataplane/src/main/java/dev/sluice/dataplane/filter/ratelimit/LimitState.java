package dev.sluice.dataplane.filter.ratelimit;

/** What is counted for one limit in this data plane; outlives every snapshot that names it. */
final class LimitState {
  final LocalCounts local;
  final InFlight inFlight = new InFlight();
  final Leases leases = new Leases();

  final LimitMeters meters;

  LimitState(DebtBudget budget, LimitMeters meters) {
    this.meters = meters;
    local = new LocalCounts(budget);
  }
}
