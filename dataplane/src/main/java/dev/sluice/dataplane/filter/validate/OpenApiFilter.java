package dev.sluice.dataplane.filter.validate;

import dev.sluice.dataplane.exchange.Exchange;
import dev.sluice.dataplane.exchange.Filter;
import dev.sluice.dataplane.exchange.HeaderName;
import dev.sluice.dataplane.exchange.RequestHead;
import dev.sluice.dataplane.exchange.Verdict;
import dev.sluice.snapshot.openapi.DescribedPath;
import dev.sluice.snapshot.openapi.OpenApi;
import dev.sluice.snapshot.openapi.Operation;
import org.jspecify.annotations.Nullable;

/** Lets requests through that a document describes, byte for byte as they came. */
final class OpenApiFilter implements Filter {
  private static final HeaderName ORIGIN = HeaderName.of("origin");
  private static final HeaderName ASKED_METHOD = HeaderName.of("access-control-request-method");

  private final OpenApi api;
  private final int most;

  OpenApiFilter(OpenApi api, int most) {
    this.api = api;
    this.most = most;
  }

  @Override
  public Verdict request(Exchange exchange) {
    RequestHead head = exchange.request();
    @Nullable DescribedPath path = api.find(head.bytes(), head.pathStart(), head.pathEnd());
    if (path == null) {
      exchange.fail(Refusals.PATH_UNKNOWN);
      return Verdict.ANSWERED;
    }
    @Nullable Operation operation = path.operation(head.method());
    if (operation == null) {
      if (asksFirst(exchange, path)) {
        return Verdict.PASS;
      }
      Refusals.methodUnknown(exchange, path.methods());
      return Verdict.ANSWERED;
    }
    return new DescribedRequest(exchange, operation, most).check();
  }

  /**
   * Whether a browser asks if it may ask for something that is described (Fetch standard,
   * "CORS-preflight fetch"). Where nobody here answers that, the backend does.
   */
  private static boolean asksFirst(Exchange exchange, DescribedPath path) {
    RequestHead head = exchange.request();
    if (!head.method().equals("OPTIONS") || exchange.body().length() != 0) {
      return false;
    }
    @Nullable String asked = head.headers().value(ASKED_METHOD);
    return asked != null && head.headers().contains(ORIGIN) && path.operation(asked) != null;
  }
}
