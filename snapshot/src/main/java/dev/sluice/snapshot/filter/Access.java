package dev.sluice.snapshot.filter;

import dev.sluice.snapshot.match.AddressRanges;
import java.util.List;

/**
 * Which client addresses may ask; after trusted proxies.
 *
 * @param allow ranges of which one must hold the address; empty: every address is let in
 * @param deny ranges of which none may hold it, whatever {@code allow} says
 */
public record Access(List<String> allow, List<String> deny) implements FilterConfig {
  public Access {
    allow = List.copyOf(allow);
    deny = List.copyOf(deny);
    // What is no range would let in, or keep out, whom nobody meant.
    AddressRanges.of(allow);
    AddressRanges.of(deny);
  }

  @Override
  public Phase phase() {
    return Phase.ADDRESS;
  }

  @Override
  public <R> R on(Cases<R> cases) {
    return cases.access(this);
  }
}
