package dev.sluice.standalone.folder;

import dev.sluice.standalone.folder.schema.Flaw;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServiceSpec;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The slips in Kubernetes' own kinds that would otherwise show up as traffic that goes nowhere. */
final class CoreChecks {
  private CoreChecks() {}

  static List<Flaw> of(HasMetadata object) {
    List<Flaw> flaws = new ArrayList<>();
    if (object instanceof Service service) {
      service(service.getSpec(), flaws);
    } else if (object instanceof EndpointSlice slice) {
      slice(slice, flaws);
    } else if (object instanceof Secret secret) {
      secret(secret.getData(), flaws);
    } else if (object instanceof DemoBackend demo
        && (demo.getSpec() == null
            || demo.getSpec().port() < 1
            || demo.getSpec().port() > 65_535)) {
      flaws.add(new Flaw("spec.port", "write a free port of this machine, from 1 to 65535"));
    }
    return flaws;
  }

  private static void service(@Nullable ServiceSpec spec, List<Flaw> flaws) {
    if (spec == null) {
      flaws.add(new Flaw("spec", "Required value"));
      return;
    }
    boolean external = "ExternalName".equals(spec.getType());
    if (external && (spec.getExternalName() == null || spec.getExternalName().isEmpty())) {
      flaws.add(new Flaw("spec.externalName", "Required value"));
    }
    if (spec.getPorts() == null || spec.getPorts().isEmpty()) {
      flaws.add(new Flaw("spec.ports", "Required value: a backend is a port of the Service"));
      return;
    }
    for (int i = 0; i < spec.getPorts().size(); i++) {
      ServicePort port = spec.getPorts().get(i);
      if (port.getPort() == null || port.getPort() < 1 || port.getPort() > 65_535) {
        flaws.add(new Flaw("spec.ports[" + i + "].port", "must be between 1 and 65535"));
      }
    }
  }

  private static void slice(EndpointSlice slice, List<Flaw> flaws) {
    Map<String, String> labels = slice.getMetadata().getLabels();
    if (labels == null || labels.get("kubernetes.io/service-name") == null) {
      flaws.add(
          new Flaw(
              "metadata.labels",
              "write kubernetes.io/service-name: and the name of the Service it belongs to"));
    }
    if (slice.getAddressType() == null) {
      flaws.add(new Flaw("addressType", "Required value: IPv4, IPv6 or FQDN"));
    }
    List<Endpoint> endpoints = slice.getEndpoints() == null ? List.of() : slice.getEndpoints();
    for (int i = 0; i < endpoints.size(); i++) {
      Endpoint endpoint = endpoints.get(i);
      if (endpoint.getAddresses() == null || endpoint.getAddresses().isEmpty()) {
        flaws.add(new Flaw("endpoints[" + i + "].addresses", "Required value"));
      }
    }
  }

  private static void secret(@Nullable Map<String, String> data, List<Flaw> flaws) {
    if (data == null) {
      return;
    }
    data.forEach(
        (key, value) -> {
          try {
            Base64.getMimeDecoder().decode(value == null ? "" : value);
          } catch (IllegalArgumentException e) {
            // Never the value itself: it is a secret.
            flaws.add(
                new Flaw(
                    "data." + key, "is not base64; write plain text under stringData instead"));
          }
        });
  }
}
