package dev.sluice.dataplane.filter.access;

import dev.sluice.dataplane.exchange.Exchange;
import dev.sluice.dataplane.exchange.Failure;
import dev.sluice.dataplane.exchange.Filter;
import dev.sluice.dataplane.exchange.Verdict;
import dev.sluice.snapshot.filter.Access;
import dev.sluice.snapshot.match.AddressRanges;

/** Lets requests in by the address of their client. */
public final class AccessFilter implements Filter {
  private static final Failure NOT_ADMITTED =
      new Failure(403, "address_not_admitted", "Your address may not use this.");

  private final AddressRanges allow;
  private final AddressRanges deny;

  public AccessFilter(Access access) {
    allow = AddressRanges.of(access.allow());
    deny = AddressRanges.of(access.deny());
  }

  @Override
  public Verdict request(Exchange exchange) {
    String address = exchange.client().address();
    // A client of no address, of which a proxy may speak, is none that anybody has allowed.
    if (deny.contains(address) || !(allow.isEmpty() || allow.contains(address))) {
      exchange.fail(NOT_ADMITTED);
      return Verdict.ANSWERED;
    }
    return Verdict.PASS;
  }
}
