package dev.sluice.dataplane.telemetry;

import dev.sluice.dataplane.exchange.Exchange;
import dev.sluice.dataplane.exchange.Failure;
import dev.sluice.dataplane.exchange.RequestHead;
import dev.sluice.dataplane.exchange.RulePlan;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One JSON line for each request, to the logger {@code access}: host and path as the client asked
 * for them, the path normalised, without the query.
 */
final class AccessLog {
  private static final Logger LOG = LoggerFactory.getLogger("access");

  private AccessLog() {}

  static void write(Exchange exchange, long nanos) {
    if (!LOG.isInfoEnabled()) {
      return;
    }
    RequestHead request = exchange.request();
    RulePlan plan = exchange.plan();
    Failure failure = exchange.failure();
    StringBuilder line = new StringBuilder(256).append('{');
    text(line, "method", request.method());
    text(line, "host", request.askedAuthority());
    text(line, "path", request.askedPath());
    text(line, "client", exchange.client().address());
    text(line, "id", exchange.requestId());
    text(line, "rule", plan == null ? null : plan.id().toString());
    text(line, "upstream", exchange.upstream());
    text(line, "limit", exchange.limit());
    text(line, "failure", failure == null ? null : failure.reason());
    line.append("\"status\":").append(exchange.status());
    line.append(",\"micros\":").append(nanos / 1000).append('}');
    LOG.info(line.toString());
  }

  private static void text(StringBuilder line, String name, @Nullable String value) {
    if (value == null) {
      return;
    }
    line.append('"').append(name).append("\":\"");
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        line.append('\\').append(c);
      } else if (c < 0x20 || c >= 0x7f) {
        line.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
          line.append(Character.forDigit(c >> shift & 15, 16));
        }
      } else {
        line.append(c);
      }
    }
    line.append("\",");
  }
}
