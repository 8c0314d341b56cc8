package dev.sluice.dataplane.action.proxy;

import dev.sluice.dataplane.exchange.Exchange;
import dev.sluice.dataplane.upstream.Treatment;
import dev.sluice.snapshot.action.Proxy;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Backends of one priority, each with its share. */
final class Shares {
  private final @Nullable Treatment[] treatments;
  private final int[] weights;
  private final int sum;
  private final boolean remembers;

  Shares(List<Proxy.Backend> backends, Function<Proxy.Backend, Treatment> treated) {
    treatments = new @Nullable Treatment[backends.size()];
    weights = new int[backends.size()];
    int total = 0;
    for (int i = 0; i < weights.length; i++) {
      Proxy.Backend backend = backends.get(i);
      treatments[i] = backend.resolved() ? treated.apply(backend) : null;
      weights[i] = backend.weight();
      total += backend.weight();
    }
    sum = total;
    remembers =
        weights.length > 1
            && Arrays.stream(treatments).anyMatch(each -> each != null && each.remembers());
  }

  /** The one that the client had; null: none of these. */
  private @Nullable Treatment held(Exchange exchange) {
    for (Treatment each : treatments) {
      if (each != null && each.remembers(exchange)) {
        return each;
      }
    }
    return null;
  }

  /** One by weight, fit or not, or the one that the client had; null: that share is unresolved. */
  @Nullable Treatment any(Exchange exchange) {
    Treatment held = remembers ? held(exchange) : null;
    if (held != null) {
      return held;
    }
    return weights.length == 1 ? treatments[0] : at(ThreadLocalRandom.current().nextInt(sum));
  }

  private @Nullable Treatment at(int point) {
    int i = 0;
    int left = point;
    while (left >= weights[i]) {
      left -= weights[i];
      i++;
    }
    return treatments[i];
  }

  /** One by weight of those that are fit; null: none is. */
  @Nullable Treatment usable(Exchange exchange) {
    Treatment held = remembers ? held(exchange) : null;
    if (held != null && held.usable()) {
      return held;
    }
    int fit = 0;
    for (int i = 0; i < weights.length; i++) {
      Treatment each = treatments[i];
      fit += each != null && each.usable() ? weights[i] : 0;
    }
    if (fit == 0) {
      return null;
    }
    int left = ThreadLocalRandom.current().nextInt(fit);
    for (int i = 0; i < weights.length; i++) {
      Treatment each = treatments[i];
      if (each != null && each.usable()) {
        left -= weights[i];
        if (left < 0) {
          return each;
        }
      }
    }
    return null;
  }
}
