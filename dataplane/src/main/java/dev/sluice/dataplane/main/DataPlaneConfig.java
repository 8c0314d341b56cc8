package dev.sluice.dataplane.main;

import dev.sluice.dataplane.control.ControlOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the chart, or a folder's command line, decides.
 *
 * @param httpPort 0: a free one
 * @param httpsPort 0: a free one; -1: none
 * @param adminPort 0: a free one; -1: none
 * @param drainDelay from SIGTERM until new connections are refused
 * @param drainTimeout from then until what is still open is cut off
 * @param eventLoops 0: as many as cores
 * @param control where the operators are; null: snapshots come from this process
 */
public record DataPlaneConfig(
    int httpPort,
    int httpsPort,
    int adminPort,
    Duration drainDelay,
    Duration drainTimeout,
    int eventLoops,
    @Nullable ControlOptions control) {

  /** For a process of its own without operators. */
  public static DataPlaneConfig embedded(int httpPort, int httpsPort, int adminPort) {
    return new DataPlaneConfig(
        httpPort, httpsPort, adminPort, Duration.ZERO, Duration.ofSeconds(5), 0, null);
  }

  /** From the variables that the chart sets; what is missing has a default. */
  public static DataPlaneConfig of(Map<String, String> environment) {
    Variables in = new Variables(environment);
    List<String> operators =
        Arrays.stream(in.text("SLUICE_OPERATORS", "").split(",", -1))
            .map(String::strip)
            .filter(each -> !each.isEmpty())
            .toList();
    return new DataPlaneConfig(
        in.number("SLUICE_HTTP_PORT", 8080),
        in.number("SLUICE_HTTPS_PORT", 8443),
        in.number("SLUICE_ADMIN_PORT", 9090),
        in.time("SLUICE_DRAIN_DELAY", "5s"),
        in.time("SLUICE_DRAIN_TIMEOUT", "25s"),
        in.number("SLUICE_EVENT_LOOPS", 0),
        new ControlOptions(
            in.text("SLUICE_FLEET", "default"),
            in.text("POD_NAME", in.text("HOSTNAME", "dataplane")),
            operators,
            in.text("SLUICE_PUSH_SERVER_NAME", "sluice-operator"),
            Path.of(in.text("SLUICE_PUSH_CA_FILE", "/etc/sluice/push/ca.crt")),
            Path.of(in.text("SLUICE_TOKEN_FILE", "/var/run/secrets/sluice/token")),
            Path.of(in.text("SLUICE_STATE_DIR", "/var/lib/sluice"))));
  }

  private record Variables(Map<String, String> environment) {
    String text(String name, String otherwise) {
      String text = environment.getOrDefault(name, "").strip();
      return text.isEmpty() ? otherwise : text;
    }

    int number(String name, int otherwise) {
      String text = text(name, Integer.toString(otherwise));
      try {
        return Integer.parseInt(text);
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(name + ": a number, not " + text, e);
      }
    }

    /** {@code 5s}, {@code 500ms}, {@code 1m}. */
    Duration time(String name, String otherwise) {
      String text = text(name, otherwise);
      try {
        if (text.endsWith("ms")) {
          return Duration.ofMillis(Long.parseLong(text.substring(0, text.length() - 2)));
        }
        return Duration.parse("PT" + text);
      } catch (RuntimeException e) {
        throw new IllegalArgumentException(name + ": a time such as 5s, not " + text, e);
      }
    }
  }
}
