package dev.sluice.dataplane.match;

import dev.sluice.dataplane.action.broken.BrokenAction;
import dev.sluice.dataplane.action.proxy.ProxyAction;
import dev.sluice.dataplane.action.redirect.RedirectAction;
import dev.sluice.dataplane.action.respond.RespondAction;
import dev.sluice.dataplane.exchange.Action;
import dev.sluice.dataplane.exchange.RulePlan;
import dev.sluice.dataplane.filter.FilterChain;
import dev.sluice.dataplane.telemetry.Telemetry;
import dev.sluice.dataplane.upstream.Upstreams;
import dev.sluice.snapshot.action.Broken;
import dev.sluice.snapshot.action.Proxy;
import dev.sluice.snapshot.action.Redirect;
import dev.sluice.snapshot.action.Respond;
import dev.sluice.snapshot.id.RuleId;
import dev.sluice.snapshot.route.ClientCertificates;
import dev.sluice.snapshot.route.Route;
import dev.sluice.snapshot.route.Rule;
import dev.sluice.snapshot.upstream.Timeouts;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes of each rule of a table what its requests will run through. One for each table. */
final class Plans {
  private static final Redirect TO_HTTPS = new Redirect("https", null, 0, null, 301);

  private final Upstreams upstreams;
  private final FilterChain filters;
  private final Telemetry telemetry;

  /** Rules that forward alike share what forwards: most do. */
  private final Map<Forwarded, Action> proxies = new HashMap<>();

  /**
   * The same where both are the same objects: entries that are read together share what is equal
   * (codec, Shared), and to hash the backends of each of thousands of rules takes long.
   */
  private static final class Forwarded {
    private final Proxy proxy;
    private final Timeouts timeouts;

    Forwarded(Proxy proxy, Timeouts timeouts) {
      this.proxy = proxy;
      this.timeouts = timeouts;
    }

    @Override
    @SuppressWarnings("ReferenceEquality")
    public boolean equals(@Nullable Object other) {
      return other instanceof Forwarded o && proxy == o.proxy && timeouts == o.timeouts;
    }

    @Override
    public int hashCode() {
      return 31 * System.identityHashCode(proxy) + System.identityHashCode(timeouts);
    }
  }

  Plans(Upstreams upstreams, FilterChain filters, Telemetry telemetry) {
    this.upstreams = upstreams;
    this.filters = filters;
    this.telemetry = telemetry;
  }

  RulePlan plan(Route route, Rule rule) {
    RuleId id = new RuleId(route.id(), rule.name());
    Action action =
        rule.action()
            .on(
                new dev.sluice.snapshot.action.Action.Cases<>() {
                  @Override
                  public Action proxy(Proxy proxy) {
                    return proxies.computeIfAbsent(
                        new Forwarded(proxy, rule.timeouts()), Plans.this::forward);
                  }

                  @Override
                  public Action redirect(Redirect redirect) {
                    return new RedirectAction(redirect);
                  }

                  @Override
                  public Action respond(Respond respond) {
                    return new RespondAction(respond);
                  }

                  @Override
                  public Action broken(Broken broken) {
                    return new BrokenAction();
                  }
                });
    ClientCertificates clients = route.tls() == null ? null : route.tls().clientCertificates();
    return new RulePlan(id, filters.of(clients, rule.filters()), action, telemetry.observer(id));
  }

  private Action forward(Forwarded each) {
    return new ProxyAction(each.proxy, each.timeouts, upstreams, RespondAction::new);
  }

  /** What plain HTTP gets of a rule whose route redirects to https. */
  RulePlan toHttps(RulePlan plan) {
    return new RulePlan(plan.id(), List.of(), new RedirectAction(TO_HTTPS), plan.observer());
  }
}
