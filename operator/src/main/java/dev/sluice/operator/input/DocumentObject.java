package dev.sluice.operator.input;

import io.fabric8.kubernetes.api.model.ConfigMap;
import java.util.Map;

/**
 * One ConfigMap that a route takes documents from.
 *
 * @param texts by key of its data, as they are written
 */
public record DocumentObject(Name name, Map<String, String> texts) {
  public DocumentObject {
    texts = Map.copyOf(texts);
  }

  /** Names it. */
  public record Name(String namespace, String name) {
    @Override
    public String toString() {
      return "ConfigMap " + namespace + "/" + name;
    }
  }

  public static DocumentObject of(ConfigMap map) {
    return new DocumentObject(
        new Name(WatchedRoute.namespace(map.getMetadata()), map.getMetadata().getName()),
        map.getData() == null ? Map.of() : map.getData());
  }
}
