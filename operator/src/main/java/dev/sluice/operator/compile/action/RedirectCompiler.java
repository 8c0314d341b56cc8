package dev.sluice.operator.compile.action;

import dev.sluice.crds.v1alpha1.RedirectSpec;
import dev.sluice.operator.compile.Place;
import dev.sluice.operator.compile.Problem;
import dev.sluice.operator.compile.filter.Captured;
import dev.sluice.operator.compile.filter.Hosts;
import dev.sluice.operator.compile.filter.PathRewriteCompiler;
import dev.sluice.snapshot.action.Redirect;
import dev.sluice.snapshot.filter.PathRewrite;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compiles {@code redirect}. */
public final class RedirectCompiler {
  private static final Set<Integer> STATUSES = Set.of(301, 302, 303, 307, 308);

  private RedirectCompiler() {}

  /** Null, and a problem, where it cannot be used. */
  public static @Nullable Redirect compile(
      Place place, RedirectSpec spec, Captured captured, List<Problem> problems) {
    int before = problems.size();
    if (spec.scheme() == null
        && spec.hostname() == null
        && spec.port() == null
        && spec.path() == null) {
      problems.add(
          place.invalid(
              "a redirect to the same URL never ends: write at least one of scheme, hostname, port"
                  + " and path"));
    }
    if (spec.scheme() != null && !spec.scheme().equals("http") && !spec.scheme().equals("https")) {
      problems.add(place.in("scheme").invalid("'" + spec.scheme() + "': write http or https"));
    }
    int port = spec.port() == null ? 0 : spec.port();
    if (spec.port() != null && (port < 1 || port > 65_535)) {
      problems.add(place.in("port").invalid(port + " is no port; write 1 to 65535"));
    }
    int status = spec.status() == null ? 302 : spec.status();
    if (!STATUSES.contains(status)) {
      problems.add(
          place.in("status").invalid(status + " is no redirect; write 301, 302, 303, 307 or 308"));
    }
    @Nullable String hostname =
        spec.hostname() == null
            ? null
            : Hosts.check(place.in("hostname"), spec.hostname(), problems);
    @Nullable PathRewrite path =
        spec.path() == null
            ? null
            : PathRewriteCompiler.compile(place.in("path"), spec.path(), captured, problems);
    return problems.size() > before
        ? null
        : new Redirect(spec.scheme(), hostname, port, path, status);
  }
}
