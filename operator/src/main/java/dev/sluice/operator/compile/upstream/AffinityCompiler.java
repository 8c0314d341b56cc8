package dev.sluice.operator.compile.upstream;

import dev.sluice.crds.v1alpha1.AffinitySpec;
import dev.sluice.operator.compile.Durations;
import dev.sluice.operator.compile.Names;
import dev.sluice.operator.compile.Place;
import dev.sluice.operator.compile.Problem;
import dev.sluice.snapshot.upstream.Balancing;
import dev.sluice.snapshot.upstream.Balancing.SameSite;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compiles {@code loadBalancer.affinity}. */
final class AffinityCompiler {
  private static final int LONGEST_NAME = 128;
  private static final String PATH = "/[!-:<-~]*";

  private AffinityCompiler() {}

  /** Null, and a problem, where it cannot be used. */
  static Balancing.@Nullable Affinity compile(
      Place place, AffinitySpec spec, List<Problem> problems) {
    int before = problems.size();
    String cookie = spec.cookie() == null ? usual(place) : spec.cookie();
    if (!Names.token(cookie) || cookie.length() > LONGEST_NAME) {
      problems.add(
          place
              .in("cookie")
              .invalid(
                  "'"
                      + cookie
                      + "': write a cookie's name without spaces, '=' and ';', such as"
                      + " shop-session"));
    }
    String path = spec.path() == null ? "/" : spec.path();
    if (!path.matches(PATH)) {
      problems.add(
          place
              .in("path")
              .invalid(
                  "'"
                      + path
                      + "': write a path that starts with '/' and has no space and no ';', such as"
                      + " /shop"));
    }
    long ttl = Durations.millis(place.in("ttl"), spec.ttl(), 0, problems);
    SameSite site = site(place.in("sameSite"), spec.sameSite(), problems);
    return problems.size() > before
        ? null
        : new Balancing.Affinity(cookie, (ttl + 999) / 1_000, path, site);
  }

  private static SameSite site(Place place, @Nullable String text, List<Problem> problems) {
    return switch (text == null ? "Lax" : text) {
      case "Strict" -> SameSite.STRICT;
      case "Lax" -> SameSite.LAX;
      case "None" -> SameSite.NONE;
      default -> {
        problems.add(place.invalid("'" + text + "': write Strict, Lax or None"));
        yield SameSite.LAX;
      }
    };
  }

  /** One for each rule: endpoints of another Service under the same name would take turns in it. */
  private static String usual(Place place) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest((place.route() + "/" + place.rule()).getBytes(StandardCharsets.UTF_8));
      return "sluice-" + HexFormat.of().formatHex(hash, 0, 4);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
