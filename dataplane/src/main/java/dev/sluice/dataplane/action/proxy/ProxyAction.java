package dev.sluice.dataplane.action.proxy;

import dev.sluice.dataplane.exchange.Action;
import dev.sluice.dataplane.exchange.Exchange;
import dev.sluice.dataplane.exchange.Failure;
import dev.sluice.dataplane.exchange.edit.HeaderChanges;
import dev.sluice.dataplane.upstream.Fallback;
import dev.sluice.dataplane.upstream.Treatment;
import dev.sluice.dataplane.upstream.Upstreams;
import dev.sluice.snapshot.action.Proxy;
import dev.sluice.snapshot.filter.HeaderEdits;
import dev.sluice.snapshot.upstream.Forwarding;
import dev.sluice.snapshot.upstream.Timeouts;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Forwards to one of several backends, chosen by weight for each request, of the first group by
 * priority in which one is fit. A share whose backend is not resolved answers 500, and so does a
 * rule in which nothing has a share (Gateway API, HTTPBackendRef): sending it elsewhere would hide
 * the mistake.
 */
public final class ProxyAction implements Action {
  private final Shares[] groups;

  /**
   * Not on event loops.
   *
   * @param fixed makes the action of a fallback that is a fixed response
   */
  public ProxyAction(
      Proxy proxy,
      Timeouts timeouts,
      Upstreams all,
      java.util.function.Function<dev.sluice.snapshot.action.Respond, Action> fixed) {
    Forwarding how = proxy.forwarding() == null ? Forwarding.PLAIN : proxy.forwarding();
    Fallback fallback = fallback(proxy, timeouts, all, how, fixed);
    TreeMap<Integer, List<Proxy.Backend>> byPriority = new TreeMap<>();
    for (Proxy.Backend backend : proxy.backends()) {
      if (backend.weight() > 0) {
        byPriority
            .computeIfAbsent(backend.priority(), priority -> new java.util.ArrayList<>())
            .add(backend);
      }
    }
    groups = new Shares[byPriority.size()];
    int group = 0;
    for (List<Proxy.Backend> backends : byPriority.values()) {
      groups[group++] = new Shares(backends, each -> treated(each, timeouts, all, how, fallback));
    }
  }

  private static Treatment treated(
      Proxy.Backend backend,
      Timeouts timeouts,
      Upstreams all,
      Forwarding how,
      @Nullable Fallback fallback) {
    return all.upstream(backend.upstream())
        .treated(timeouts, how, fallback, edits(backend.request()), edits(backend.response()));
  }

  private static @Nullable HeaderChanges edits(@Nullable HeaderEdits edits) {
    return edits == null ? null : new HeaderChanges(edits);
  }

  private static @Nullable Fallback fallback(
      Proxy proxy,
      Timeouts timeouts,
      Upstreams all,
      Forwarding how,
      java.util.function.Function<dev.sluice.snapshot.action.Respond, Action> fixed) {
    dev.sluice.snapshot.action.Fallback from = proxy.fallback();
    if (from == null) {
      return null;
    }
    return from.respond() != null
        ? new Fallback(fixed.apply(from.respond()), false)
        : new Fallback(
            // A session that falls back for a while is still one of the endpoint that it had.
            new ProxyAction(
                new Proxy(from.backends(), how.withoutAffinity(), null), timeouts, all, fixed),
            true);
  }

  @Override
  public void run(Exchange exchange) {
    Treatment chosen = choose(exchange);
    if (chosen == null) {
      exchange.fail(Failure.BACKEND_UNRESOLVED);
    } else {
      chosen.send(exchange);
    }
  }

  private @Nullable Treatment choose(Exchange exchange) {
    if (groups.length == 1) {
      return groups[0].any(exchange);
    }
    for (Shares group : groups) {
      Treatment usable = group.usable(exchange);
      if (usable != null) {
        return usable;
      }
    }
    return groups.length == 0 ? null : groups[0].any(exchange);
  }
}
