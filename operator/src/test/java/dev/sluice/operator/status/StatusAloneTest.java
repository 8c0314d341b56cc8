package dev.sluice.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.crds.v1alpha1.ApiRoute;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.junit.jupiter.api.Test;

final class StatusAloneTest {
  private static final KubernetesSerialization JSON = new KubernetesSerialization();

  @Test
  void of_a_route_its_names_its_status_and_its_writers_are_kept_and_nothing_else() {
    String rule = "{\"name\": \"r%d\", \"respond\": {\"body\": \"hello\"}}";
    StringBuilder rules = new StringBuilder(rule.formatted(0));
    for (int i = 1; i < 100; i++) {
      rules.append(',').append(rule.formatted(i));
    }
    String whole =
        """
        {"apiVersion": "sluice.dev/v1alpha1", "kind": "ApiRoute",
         "metadata": {"namespace": "web", "name": "shop", "uid": "7", "generation": 3,
          "resourceVersion": "9", "annotations": {"last-applied": "%s"}, "managedFields": [
           {"manager": "sluice-operator-default", "fieldsType": "FieldsV1", "subresource": "status",
            "fieldsV1": {"f:status": {"f:rules": {}, "f:hostnames": {}}}}]},
         "spec": {"hostnames": ["shop.example.com"], "rules": [%s]},
         "status": {"observedGeneration": 3, "dataPlanes": "2/2", "conditions": []}}
        """
            .formatted("x".repeat(5_000), rules);
    ItemStore<ApiRoute> store = StatusAlone.store();
    ApiRoute before = JSON.unmarshal(whole, ApiRoute.class);
    store.put(store.getKey(before), before);
    ApiRoute kept = store.get("web/shop");

    assertThat(JSON.asJson(kept).length()).isLessThan(700);
    assertThat(kept.getMetadata().getUid()).isEqualTo("7");
    assertThat(kept.getMetadata().getResourceVersion()).isEqualTo("9");
    assertThat(kept.getStatus()).isEqualTo(JSON.unmarshal(whole, ApiRoute.class).getStatus());
    StatusPatches<ApiRoute, ?> patches = new StatusPatches<>(null, ApiRoute::new, "default");
    assertThat(patches.traces(kept)).isTrue();
    assertThat(new StatusPatches<>(null, ApiRoute::new, "another").traces(kept)).isFalse();
  }
}
