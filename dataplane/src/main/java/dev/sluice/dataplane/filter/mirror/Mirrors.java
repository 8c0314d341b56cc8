package dev.sluice.dataplane.filter.mirror;

import dev.sluice.dataplane.exchange.Filter;
import dev.sluice.dataplane.upstream.Treatment;
import dev.sluice.dataplane.upstream.Upstreams;
import dev.sluice.snapshot.filter.Mirror;
import dev.sluice.snapshot.id.UpstreamId;
import dev.sluice.snapshot.upstream.Timeouts;
import io.micrometer.core.instrument.MeterRegistry;

/** Makes mirror filters, whose copies go out over the upstreams that everything goes out over. */
public final class Mirrors {
  private final Upstreams upstreams;
  private final MeterRegistry registry;

  public Mirrors(Upstreams upstreams, MeterRegistry registry) {
    this.upstreams = upstreams;
    this.registry = registry;
  }

  /** Not on event loops. */
  public Filter filter(Mirror mirror) {
    return new MirrorFilter(
        mirror.targets().stream().map(this::place).toArray(MirrorFilter.Place[]::new));
  }

  private MirrorFilter.Place place(Mirror.Target target) {
    UpstreamId id = target.upstream();
    Treatment treatment = upstreams.upstream(id).copied(Timeouts.DEFAULT);
    return new MirrorFilter.Place(
        treatment, target.percent() / 100, new MirrorMeters(registry, id.servicePort().toString()));
  }
}
