package dev.sluice.operator.input;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What the fleet's admin decides.
 *
 * @param fleet the name by which routes choose the fleet in {@code spec.gateways}
 * @param allowedHostnames by namespace ({@code *}: every namespace) the hostnames that its routes
 *     may claim, such as {@code shop.example.com}, {@code *.example.com} or {@code *}; where there
 *     are any, a namespace that is not named may claim none. Empty: every namespace may claim all
 * @param adminNamespace where policies may speak for every route
 * @param store whether the data planes have a store for what they count together
 * @param externalNames whether a route may lead to a Service of type ExternalName: whoever may
 *     write one reaches whatever the data planes reach, also what the namespace's own pods do not
 */
public record FleetSettings(
    String fleet,
    HostnameOwnership ownership,
    Map<String, List<String>> allowedHostnames,
    String adminNamespace,
    boolean store,
    boolean externalNames) {
  public static final FleetSettings DEFAULT =
      new FleetSettings("default", HostnameOwnership.NAMESPACE, Map.of(), "default", false, true);

  public FleetSettings {
    Map<String, List<String>> copy = new HashMap<>();
    allowedHostnames.forEach((namespace, patterns) -> copy.put(namespace, List.copyOf(patterns)));
    allowedHostnames = Map.copyOf(copy);
  }

  /** Whether a namespace's routes may claim a hostname, in lower case. */
  public boolean allows(String namespace, String hostname) {
    if (allowedHostnames.isEmpty()) {
      return true;
    }
    for (String key : List.of(namespace, "*")) {
      for (String pattern : allowedHostnames.getOrDefault(key, List.of())) {
        String lower = pattern.toLowerCase(Locale.ROOT);
        if (lower.equals("*")
            || lower.equals(hostname)
            || lower.startsWith("*.") && hostname.endsWith(lower.substring(1))) {
          return true;
        }
      }
    }
    return false;
  }

  /** Who may serve a hostname. */
  public enum HostnameOwnership {
    /** The namespace of the oldest route that claims it. */
    NAMESPACE,
    /** Every namespace. */
    SHARED
  }
}
