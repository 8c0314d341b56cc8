package dev.sluice.dataplane.filter.mirror;

import dev.sluice.dataplane.exchange.BodySource;
import dev.sluice.dataplane.exchange.Exchange;
import dev.sluice.dataplane.exchange.Filter;
import dev.sluice.dataplane.exchange.Verdict;
import dev.sluice.dataplane.upstream.Tally;
import dev.sluice.dataplane.upstream.Treatment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Sends a copy of some requests to other upstreams, as they go to the backend. */
final class MirrorFilter implements Filter {
  /** Where copies go, and of which share of the requests, 0 to 1. */
  record Place(Treatment treatment, double share, Tally tally) {}

  private final Place[] places;

  MirrorFilter(Place[] places) {
    this.places = places;
  }

  @Override
  public Verdict request(Exchange exchange) {
    if (exchange.request().upgrade() != null) {
      // What follows is a conversation, in which a copy of one side makes no sense.
      return Verdict.PASS;
    }
    @Nullable List<CopiedBody> bodies = null;
    for (Place place : places) {
      if (place.share() < 1 && ThreadLocalRandom.current().nextDouble() >= place.share()) {
        continue;
      }
      CopiedBody body = null;
      if (exchange.body() != BodySource.EMPTY) {
        body = new CopiedBody(exchange.body().length());
        bodies = bodies == null ? new ArrayList<>(places.length) : bodies;
        bodies.add(body);
      }
      new Copy(exchange, body, place.tally()).send(place.treatment());
    }
    if (bodies != null) {
      exchange.body(new Tee(exchange.body(), bodies));
    }
    return Verdict.PASS;
  }
}
