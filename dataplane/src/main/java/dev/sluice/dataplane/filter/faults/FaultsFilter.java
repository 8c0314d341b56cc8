package dev.sluice.dataplane.filter.faults;

import dev.sluice.dataplane.exchange.Exchange;
import dev.sluice.dataplane.exchange.Failure;
import dev.sluice.dataplane.exchange.Filter;
import dev.sluice.dataplane.exchange.Verdict;
import dev.sluice.snapshot.filter.Faults;
import dev.sluice.snapshot.table.ValueTest;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Makes requests wait, and answers them with errors, as often as it is told. */
public final class FaultsFilter implements Filter {
  private final @Nullable ValueTest when;
  private final long delayMillis;
  private final double delayShare;
  private final Failure abort;
  private final double abortShare;

  public FaultsFilter(Faults faults) {
    when = faults.when() == null ? null : ValueTest.of(faults.when());
    delayMillis = faults.delay() == null ? 0 : faults.delay().millis();
    delayShare = faults.delay() == null ? 0 : faults.delay().percent() / 100;
    abortShare = faults.abort() == null ? 0 : faults.abort().percent() / 100;
    abort =
        new Failure(
            faults.abort() == null ? 503 : faults.abort().status(),
            "fault_injected",
            "This rule fails requests on purpose.");
  }

  @Override
  public Verdict request(Exchange exchange) {
    if (when != null && !when.holds(exchange.request().header(when.name()))) {
      return Verdict.PASS;
    }
    boolean waits = ThreadLocalRandom.current().nextDouble() < delayShare;
    boolean fails = ThreadLocalRandom.current().nextDouble() < abortShare;
    if (waits) {
      Runnable then = fails ? () -> exchange.fail(abort) : exchange::proceed;
      // A client that leaves while it waits takes the timer along, and reaches no backend.
      exchange.onAbort(exchange.after(delayMillis, then));
      return Verdict.LATER;
    }
    if (fails) {
      exchange.fail(abort);
      return Verdict.ANSWERED;
    }
    return Verdict.PASS;
  }
}
