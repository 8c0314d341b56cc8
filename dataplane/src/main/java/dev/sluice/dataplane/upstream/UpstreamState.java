package dev.sluice.dataplane.upstream;

import java.util.List;

/**
 * What a data plane knows of one upstream at one moment, for people and for tests.
 *
 * @param protocol that it is spoken to in
 * @param panic whether too few endpoints are healthy to take notice of health
 * @param connections that are open or being opened
 * @param retried calls under way of which a try was not the first
 * @param breakers one for each configuration that a rule uses
 * @param limits one for each configuration that a rule uses
 */
public record UpstreamState(
    String service,
    String protocol,
    boolean panic,
    int connections,
    int retried,
    List<EndpointState> endpoints,
    List<BreakerState> breakers,
    List<LimitState> limits) {
  public UpstreamState {
    endpoints = List.copyOf(endpoints);
    breakers = List.copyOf(breakers);
    limits = List.copyOf(limits);
  }

  /**
   * One endpoint.
   *
   * @param state {@code fit}, {@code ejected}, {@code trial} (its ejection is over, and the next
   *     request decides), {@code unreachable} or {@code unhealthy} (by probes)
   * @param near whether it is meant for this data plane's zone
   * @param ejections in a row
   * @param idle connections without a request
   * @param requests under way
   */
  public record EndpointState(
      String address, String state, boolean near, int ejections, int idle, int requests) {}

  /**
   * One circuit breaker.
   *
   * @param state {@code closed}, {@code open} or {@code half_open}
   * @param requests in the window
   * @param failed of these
   * @param slow of these
   */
  public record BreakerState(String state, long requests, long failed, long slow) {}

  /**
   * One limit of concurrency.
   *
   * @param limit just now; 0: none
   */
  public record LimitState(int limit, boolean adaptive, int active, int pending) {}
}
