package dev.sluice.snapshot.filter;

import dev.sluice.snapshot.id.UpstreamId;
import java.util.List;

/** Copies of requests go to other upstreams too, and their answers nowhere. */
public record Mirror(List<Target> targets) implements FilterConfig {
  public Mirror {
    targets = List.copyOf(targets);
  }

  /**
   * Where copies go.
   *
   * @param percent of the requests, 0 to 100
   */
  public record Target(UpstreamId upstream, double percent) {
    public Target {
      if (!(percent >= 0 && percent <= 100)) {
        throw new IllegalArgumentException("mirror: " + percent + " %");
      }
    }
  }

  @Override
  public Phase phase() {
    return Phase.MIRROR;
  }

  @Override
  public <R> R on(Cases<R> cases) {
    return cases.mirror(this);
  }
}
