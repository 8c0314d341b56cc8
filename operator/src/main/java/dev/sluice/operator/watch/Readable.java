package dev.sluice.operator.watch;

import java.util.List;

/**
 * Where the admin of the cluster lets the operator read what routes name.
 *
 * @param secrets namespaces of Secrets; empty: all
 * @param configMaps namespaces of ConfigMaps; empty: all
 */
public record Readable(List<String> secrets, List<String> configMaps) {
  public static final Readable EVERYWHERE = new Readable(List.of(), List.of());

  public Readable {
    secrets = List.copyOf(secrets);
    configMaps = List.copyOf(configMaps);
  }

  boolean secret(String namespace) {
    return secrets.isEmpty() || secrets.contains(namespace);
  }

  boolean configMap(String namespace) {
    return configMaps.isEmpty() || configMaps.contains(namespace);
  }
}
