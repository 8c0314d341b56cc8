package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.exchange.Exchange;
import dev.sluice.dataplane.exchange.RequestHead;
import dev.sluice.snapshot.upstream.Balancing;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What of a request decides which endpoint it goes to, where that is by hash. */
final class HashKey {
  private HashKey() {}

  /** The values, joined; null: the request has none of them. */
  static @Nullable String of(List<Balancing.HashBy> by, Exchange exchange) {
    StringBuilder all = null;
    for (Balancing.HashBy each : by) {
      String value = value(each, exchange);
      if (value != null) {
        all = all == null ? new StringBuilder() : all;
        all.append(value).append('\0');
      }
    }
    return all == null ? null : all.toString();
  }

  private static @Nullable String value(Balancing.HashBy by, Exchange exchange) {
    RequestHead request = exchange.request();
    return switch (by.source()) {
      case HEADER -> request.header(by.name());
      case COOKIE -> request.cookie(by.name());
      case QUERY -> request.query(by.name());
      case ADDRESS -> exchange.client().address();
      case PATH -> request.path();
    };
  }

  static long hash(String key) {
    return Maglev.hash(key.getBytes(StandardCharsets.UTF_8), 0);
  }
}
