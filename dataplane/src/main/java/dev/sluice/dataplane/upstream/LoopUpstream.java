package dev.sluice.dataplane.upstream;

import dev.sluice.snapshot.id.UpstreamId;
import dev.sluice.snapshot.upstream.Endpoint;
import dev.sluice.snapshot.upstream.Protocol;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** What one event loop has of an upstream: its endpoints in turn, each with its pool. */
final class LoopUpstream {
  private final UpstreamLoop loop;
  private final Protocol protocol;
  private final UpstreamMeters.Of meters;
  private Pool[] pools = {};
  private int turn;

  LoopUpstream(
      UpstreamLoop loop, UpstreamId id, List<Endpoint> endpoints, UpstreamMeters.Of meters) {
    this.loop = loop;
    this.protocol = id.protocol();
    this.meters = meters;
    endpoints(endpoints);
    // Or else all loops, and all data planes, would begin with the same endpoint.
    turn = pools.length == 0 ? 0 : ThreadLocalRandom.current().nextInt(pools.length);
  }

  UpstreamLoop loop() {
    return loop;
  }

  UpstreamMeters.Of meters() {
    return meters;
  }

  /** Keeps the pools of endpoints that stay. */
  void endpoints(List<Endpoint> now) {
    Map<Endpoint, Pool> before = new HashMap<>();
    for (Pool pool : pools) {
      before.put(pool.endpoint(), pool);
    }
    List<Pool> after = new ArrayList<>();
    for (Endpoint endpoint : now) {
      Pool kept = before.remove(endpoint);
      after.add(
          kept != null
              ? kept
              : switch (protocol) {
                case HTTP1 -> new Http1Pool(loop, endpoint, meters);
                case HTTP2 -> new Http2Pool(loop, endpoint, meters);
              });
    }
    pools = after.toArray(Pool[]::new);
    before.values().forEach(Pool::retire);
  }

  int size() {
    return pools.length;
  }

  /** Whose turn it is; the position of a call's first try. */
  int turn() {
    turn = turn + 1 < pools.length ? turn + 1 : 0;
    return turn;
  }

  /** The pool at a position, counted around. There must be one. */
  Pool at(int position) {
    return pools[position % pools.length];
  }
}
