package dev.sluice.dataplane.filter.rewrite;

import dev.sluice.dataplane.exchange.Exchange;
import dev.sluice.dataplane.exchange.Failure;
import dev.sluice.dataplane.exchange.Filter;
import dev.sluice.dataplane.exchange.RequestHead;
import dev.sluice.dataplane.exchange.Verdict;
import dev.sluice.dataplane.exchange.edit.NewPath;
import dev.sluice.snapshot.filter.Rewrite;
import dev.sluice.snapshot.match.PathNormalizer;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Changes the host and the path that the upstream sees; the query is kept. */
public final class RewriteFilter implements Filter {
  private final @Nullable String hostname;
  private final @Nullable Function<Exchange, String> path;

  public RewriteFilter(Rewrite rewrite) {
    hostname = rewrite.hostname();
    path = rewrite.path() == null ? null : NewPath.of(rewrite.path());
  }

  @Override
  public Verdict request(Exchange exchange) {
    RequestHead request = exchange.request();
    if (hostname != null) {
      request.rewriteAuthority(hostname);
    }
    if (path != null) {
      byte[] made = path.apply(exchange).getBytes(StandardCharsets.ISO_8859_1);
      // A capture must not climb out of where the template puts it.
      int length = PathNormalizer.normalise(made, 0, made.length);
      if (length < 0) {
        exchange.fail(Failure.BAD_REQUEST);
        return Verdict.ANSWERED;
      }
      int start = request.headers().append(made, 0, length);
      request.rewritePath(start, start + length);
    }
    return Verdict.PASS;
  }
}
