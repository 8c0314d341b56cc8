package dev.sluice.dataplane.main;

import dev.sluice.dataplane.control.ControlOptions;
import dev.sluice.dataplane.exchange.TrustedProxies;
import dev.sluice.dataplane.listener.Limits;
import dev.sluice.dataplane.listener.ListenerOptions;
import dev.sluice.dataplane.store.StoreOptions;
import dev.sluice.snapshot.match.AddressRanges;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
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
 * @param listener how clients are met
 * @param control where the operators are; null: snapshots come from this process
 * @param zone where it is; empty: the operators say, or nobody does
 * @param store where limits are counted for the whole fleet; null: nowhere
 */
public record DataPlaneConfig(
    int httpPort,
    int httpsPort,
    int adminPort,
    Duration drainDelay,
    Duration drainTimeout,
    int eventLoops,
    ListenerOptions listener,
    @Nullable ControlOptions control,
    String zone,
    @Nullable StoreOptions store) {

  /** For a process of its own without operators. */
  public static DataPlaneConfig embedded(int httpPort, int httpsPort, int adminPort) {
    return new DataPlaneConfig(
        httpPort,
        httpsPort,
        adminPort,
        Duration.ZERO,
        Duration.ofSeconds(5),
        0,
        ListenerOptions.DEFAULT,
        null,
        "",
        null);
  }

  /** From the variables that the chart sets; what is missing has a default. */
  public static DataPlaneConfig of(Map<String, String> environment) {
    Variables in = new Variables(environment);
    List<String> operators = in.list("SLUICE_OPERATORS");
    return new DataPlaneConfig(
        in.number("SLUICE_HTTP_PORT", 8080),
        in.number("SLUICE_HTTPS_PORT", 8443),
        in.number("SLUICE_ADMIN_PORT", 9090),
        in.time("SLUICE_DRAIN_DELAY", "5s"),
        in.time("SLUICE_DRAIN_TIMEOUT", "25s"),
        in.number("SLUICE_EVENT_LOOPS", 0),
        listener(in),
        new ControlOptions(
            in.text("SLUICE_FLEET", "default"),
            in.text("POD_NAME", in.text("HOSTNAME", "dataplane")),
            operators,
            in.text("SLUICE_PUSH_SERVER_NAME", "sluice-operator"),
            Path.of(in.text("SLUICE_PUSH_CA_FILE", "/etc/sluice/push/ca.crt")),
            Path.of(in.text("SLUICE_TOKEN_FILE", "/var/run/secrets/sluice/token")),
            Path.of(in.text("SLUICE_STATE_DIR", "/var/lib/sluice"))),
        in.text("SLUICE_ZONE", ""),
        store(in));
  }

  private static @Nullable StoreOptions store(Variables in) {
    List<String> urls = in.list("SLUICE_REDIS_URL");
    return urls.isEmpty()
        ? null
        : new StoreOptions(
            in.text("SLUICE_FLEET", "default"),
            urls,
            in.mode("SLUICE_REDIS_MODE"),
            in.text("SLUICE_REDIS_MASTER", "mymaster"),
            in.file("SLUICE_REDIS_USERNAME_FILE"),
            in.file("SLUICE_REDIS_PASSWORD_FILE"),
            in.file("SLUICE_REDIS_CA_FILE"));
  }

  private static ListenerOptions listener(Variables in) {
    Limits usual = Limits.DEFAULT;
    Set<String> proxied =
        Set.of(in.text("SLUICE_PROXY_PROTOCOL", "none").toLowerCase(Locale.ROOT).split(", *", -1));
    if (!Set.of("none", "http", "https").containsAll(proxied)) {
      throw new IllegalArgumentException("SLUICE_PROXY_PROTOCOL: http, https, both or none");
    }
    return new ListenerOptions(
        new Limits(
            in.number("SLUICE_LIMIT_HEAD_BYTES", usual.head()),
            in.number("SLUICE_LIMIT_REQUEST_LINE_BYTES", usual.requestLine()),
            in.number("SLUICE_LIMIT_HEADERS", usual.fields()),
            in.number("SLUICE_LIMIT_BODY_BYTES", usual.body()),
            usual.drain(),
            in.number("SLUICE_LIMIT_STREAMS", usual.streams()),
            in.number("SLUICE_LIMIT_CONNECTIONS", usual.connections()),
            in.time("SLUICE_LIMIT_HEAD_TIME", usual.headMillis() + "ms").toMillis(),
            in.time("SLUICE_LIMIT_BODY_TIME", usual.bodyMillis() + "ms").toMillis(),
            in.number("SLUICE_LIMIT_BODY_RATE", usual.bodyRate()),
            in.time("SLUICE_LIMIT_IDLE_TIME", usual.idleMillis() + "ms").toMillis(),
            usual.quietMillis()),
        new TrustedProxies(AddressRanges.parse(in.text("SLUICE_TRUSTED_PROXIES", ""))),
        proxied.contains("http"),
        proxied.contains("https"));
  }

  private record Variables(Map<String, String> environment) {
    String text(String name, String otherwise) {
      String text = environment.getOrDefault(name, "").strip();
      return text.isEmpty() ? otherwise : text;
    }

    /** Comma separated. */
    List<String> list(String name) {
      return Arrays.stream(text(name, "").split(",", -1))
          .map(String::strip)
          .filter(each -> !each.isEmpty())
          .toList();
    }

    @Nullable Path file(String name) {
      String text = text(name, "");
      return text.isEmpty() ? null : Path.of(text);
    }

    StoreOptions.Mode mode(String name) {
      String text = text(name, "standalone");
      try {
        return StoreOptions.Mode.valueOf(text.toUpperCase(Locale.ROOT));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            name + ": standalone, sentinel or cluster, not " + text, e);
      }
    }

    int number(String name, int otherwise) {
      return Math.toIntExact(number(name, (long) otherwise));
    }

    long number(String name, long otherwise) {
      String text = text(name, Long.toString(otherwise));
      try {
        return Long.parseLong(text);
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
