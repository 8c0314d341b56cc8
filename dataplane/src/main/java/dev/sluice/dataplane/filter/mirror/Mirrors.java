package dev.sluice.dataplane.filter.mirror;

import dev.sluice.dataplane.exchange.Filter;
import dev.sluice.dataplane.upstream.Upstream;
import dev.sluice.dataplane.upstream.Upstreams;
import dev.sluice.snapshot.filter.Mirror;
import dev.sluice.snapshot.upstream.Timeouts;

/** Makes mirror filters, whose copies go out over the upstreams that everything goes out over. */
public final class Mirrors {
  private final Upstreams upstreams;

  public Mirrors(Upstreams upstreams) {
    this.upstreams = upstreams;
  }

  /** Not on event loops. */
  public Filter filter(Mirror mirror) {
    return new MirrorFilter(
        mirror.targets().stream().map(this::place).toArray(MirrorFilter.Place[]::new));
  }

  private MirrorFilter.Place place(Mirror.Target target) {
    Upstream upstream = upstreams.upstream(target.upstream());
    return new MirrorFilter.Place(
        upstream.copied(Timeouts.DEFAULT), target.percent() / 100, upstream.tally());
  }
}
