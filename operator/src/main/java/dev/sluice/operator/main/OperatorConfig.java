package dev.sluice.operator.main;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.operator.input.FleetSettings;
import dev.sluice.operator.input.FleetSettings.HostnameOwnership;
import dev.sluice.operator.watch.Readable;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the chart decides.
 *
 * @param pod name of this replica, and its identity in the lease
 * @param namespace where the fleet is installed
 * @param pushPort where data planes dial in; 0: a free one
 * @param adminPort of /live, /ready and /metrics; 0: a free one
 * @param lease name of the Lease
 * @param dataPlaneService its EndpointSlices name the fleet's pods
 * @param dataPlaneServiceAccount whose tokens open the push port
 * @param tokenAudience the audience that these are made for
 * @param certificate of the push port
 * @param affinitySecret where it keeps the key of affinity cookies
 * @param readable where Secrets and ConfigMaps may be read
 */
public record OperatorConfig(
    FleetSettings fleet,
    String pod,
    String namespace,
    int pushPort,
    int adminPort,
    String lease,
    String dataPlaneService,
    String dataPlaneServiceAccount,
    String tokenAudience,
    Certificate certificate,
    String affinitySecret,
    Readable readable) {
  /**
   * Where the push certificate comes from.
   *
   * @param folder of a given pair; null: the operator makes its own
   * @param secret where it keeps its own
   * @param configMap where it publishes what to trust
   * @param dnsNames the names by which data planes call the operator
   */
  public record Certificate(
      @Nullable Path folder, String secret, String configMap, List<String> dnsNames) {
    public Certificate {
      dnsNames = List.copyOf(dnsNames);
    }
  }

  /** From the variables that the chart sets; what is missing has a default. */
  public static OperatorConfig of(Map<String, String> environment) {
    Variables in = new Variables(environment);
    String namespace = in.text("POD_NAMESPACE", "default");
    return new OperatorConfig(
        new FleetSettings(
            in.text("SLUICE_FLEET", "default"),
            ownership(in.text("SLUICE_HOSTNAME_OWNERSHIP", "Namespace")),
            allowed(in.text("SLUICE_ALLOWED_HOSTNAMES", "{}")),
            in.text("SLUICE_ADMIN_NAMESPACE", namespace),
            Boolean.parseBoolean(in.text("SLUICE_STORE", "false")),
            Boolean.parseBoolean(in.text("SLUICE_EXTERNAL_NAMES", "false"))),
        in.text("POD_NAME", in.text("HOSTNAME", "operator")),
        namespace,
        in.port("SLUICE_PUSH_PORT", 9443),
        in.port("SLUICE_ADMIN_PORT", 9090),
        in.text("SLUICE_LEASE", "sluice-operator"),
        in.text("SLUICE_DATAPLANE_SERVICE", "sluice-dataplane"),
        in.text("SLUICE_DATAPLANE_SERVICE_ACCOUNT", "sluice-dataplane"),
        in.text("SLUICE_TOKEN_AUDIENCE", "sluice-push"),
        new Certificate(
            in.text("SLUICE_PUSH_CERT_DIR", "").isEmpty()
                ? null
                : Path.of(in.text("SLUICE_PUSH_CERT_DIR", "")),
            in.text("SLUICE_PUSH_TLS_SECRET", "sluice-push-tls"),
            in.text("SLUICE_PUSH_CA_CONFIGMAP", "sluice-push-ca"),
            list(in.text("SLUICE_PUSH_DNS_NAMES", "sluice-operator." + namespace + ".svc"))),
        in.text("SLUICE_AFFINITY_SECRET", "sluice-affinity"),
        new Readable(
            list(in.text("SLUICE_SECRET_NAMESPACES", "")),
            list(in.text("SLUICE_CONFIGMAP_NAMESPACES", ""))));
  }

  private record Variables(Map<String, String> environment) {
    String text(String name, String otherwise) {
      String text = environment.getOrDefault(name, "").strip();
      return text.isEmpty() ? otherwise : text;
    }

    int port(String name, int otherwise) {
      String text = text(name, Integer.toString(otherwise));
      try {
        int port = Integer.parseInt(text);
        if (port >= 0 && port <= 65_535) {
          return port;
        }
      } catch (NumberFormatException e) {
        // said below
      }
      throw new IllegalArgumentException(name + ": a port number from 0 to 65535, not " + text);
    }
  }

  private static HostnameOwnership ownership(String text) {
    for (HostnameOwnership ownership : HostnameOwnership.values()) {
      if (ownership.name().equalsIgnoreCase(text)) {
        return ownership;
      }
    }
    throw new IllegalArgumentException(
        "SLUICE_HOSTNAME_OWNERSHIP: Namespace or Shared, not " + text);
  }

  private static Map<String, List<String>> allowed(String json) {
    try {
      return new ObjectMapper().readValue(json, new TypeReference<>() {});
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "SLUICE_ALLOWED_HOSTNAMES: {\"namespace\": [\"*.example.com\"]}, not " + json, e);
    }
  }

  private static List<String> list(String text) {
    return Arrays.stream(text.split(",", -1))
        .map(String::strip)
        .filter(part -> !part.isEmpty())
        .toList();
  }
}
