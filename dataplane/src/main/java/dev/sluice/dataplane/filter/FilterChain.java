package dev.sluice.dataplane.filter;

import dev.sluice.dataplane.exchange.Filter;
import dev.sluice.dataplane.filter.access.AccessFilter;
import dev.sluice.dataplane.filter.clientcertificates.ClientCertificatesFilter;
import dev.sluice.dataplane.filter.cors.CorsFilter;
import dev.sluice.dataplane.filter.faults.FaultsFilter;
import dev.sluice.dataplane.filter.limits.BodyLimitFilter;
import dev.sluice.dataplane.filter.limits.WebSockets;
import dev.sluice.dataplane.filter.mirror.Mirrors;
import dev.sluice.dataplane.filter.ratelimit.RateLimits;
import dev.sluice.dataplane.filter.request.RequestEditFilter;
import dev.sluice.dataplane.filter.response.ResponseEditFilter;
import dev.sluice.dataplane.filter.rewrite.RewriteFilter;
import dev.sluice.dataplane.filter.validate.Documents;
import dev.sluice.dataplane.tls.ClientTrust;
import dev.sluice.snapshot.filter.Access;
import dev.sluice.snapshot.filter.BodyLimit;
import dev.sluice.snapshot.filter.Cors;
import dev.sluice.snapshot.filter.Faults;
import dev.sluice.snapshot.filter.FilterConfig;
import dev.sluice.snapshot.filter.JsonSchemaCheck;
import dev.sluice.snapshot.filter.Mirror;
import dev.sluice.snapshot.filter.OpenApiCheck;
import dev.sluice.snapshot.filter.RateLimit;
import dev.sluice.snapshot.filter.RequestEdit;
import dev.sluice.snapshot.filter.ResponseEdit;
import dev.sluice.snapshot.filter.Rewrite;
import dev.sluice.snapshot.filter.WebSocketLimit;
import dev.sluice.snapshot.route.ClientCertificates;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes a rule's filters, in the order in which they run. */
public final class FilterChain {
  private static final Comparator<FilterConfig> BY_PHASE =
      (one, other) -> one.phase().compareTo(other.phase());

  private final FilterConfig.Cases<Filter> cases;
  private final ClientTrust trust;

  /**
   * What filters keep over snapshots is handed in: a room that keeps something has a parameter
   * here.
   */
  public FilterChain(
      RateLimits limits,
      Mirrors mirrors,
      WebSockets webSockets,
      ClientTrust trust,
      Documents documents) {
    this.trust = trust;
    cases =
        new FilterConfig.Cases<>() {
          @Override
          public Filter access(Access access) {
            return new AccessFilter(access);
          }

          @Override
          public Filter bodyLimit(BodyLimit limit) {
            return new BodyLimitFilter(limit);
          }

          @Override
          public Filter webSocketLimit(WebSocketLimit limit) {
            return webSockets.filter(limit);
          }

          @Override
          public Filter jsonSchemaCheck(JsonSchemaCheck check) {
            return documents.filter(check);
          }

          @Override
          public Filter openApiCheck(OpenApiCheck check) {
            return documents.filter(check);
          }

          @Override
          public Filter cors(Cors cors) {
            return new CorsFilter(cors);
          }

          @Override
          public Filter rewrite(Rewrite rewrite) {
            return new RewriteFilter(rewrite);
          }

          @Override
          public Filter requestEdit(RequestEdit edit) {
            return new RequestEditFilter(edit);
          }

          @Override
          public Filter responseEdit(ResponseEdit edit) {
            return new ResponseEditFilter(edit);
          }

          @Override
          public Filter rateLimit(RateLimit limit) {
            return limits.filter(limit);
          }

          @Override
          public Filter mirror(Mirror mirror) {
            return mirrors.filter(mirror);
          }

          @Override
          public Filter faults(Faults faults) {
            return new FaultsFilter(faults);
          }
        };
  }

  /**
   * Not on an event loop.
   *
   * @param clients what the route demands of its clients, before all that its rules do; null:
   *     nothing
   */
  public List<Filter> of(@Nullable ClientCertificates clients, List<FilterConfig> configs) {
    if (clients == null && configs.isEmpty()) {
      return List.of();
    }
    List<Filter> chain = new ArrayList<>(configs.size() + 1);
    if (clients != null) {
      chain.add(new ClientCertificatesFilter(clients, trust));
    }
    List<FilterConfig> sorted = new ArrayList<>(configs);
    sorted.sort(BY_PHASE);
    for (FilterConfig config : sorted) {
      chain.add(config.on(cases));
    }
    return List.copyOf(chain);
  }
}
