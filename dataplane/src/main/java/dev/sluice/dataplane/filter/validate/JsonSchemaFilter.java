package dev.sluice.dataplane.filter.validate;

import dev.sluice.dataplane.exchange.BodySource;
import dev.sluice.dataplane.exchange.Exchange;
import dev.sluice.dataplane.exchange.Filter;
import dev.sluice.dataplane.exchange.HeaderSection;
import dev.sluice.dataplane.exchange.RequestHead;
import dev.sluice.dataplane.exchange.Verdict;
import dev.sluice.dataplane.exchange.edit.JsonChange;
import dev.sluice.snapshot.schema.BodyCheck;
import dev.sluice.snapshot.schema.JsonSchema;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lets bodies through that are JSON and meet a schema, byte for byte as they came. */
final class JsonSchemaFilter implements Filter {
  /** Requests that mostly have no body, and whose sense a body does not change (RFC 9110 §9.3). */
  private static final Set<String> WITHOUT_BODY = Set.of("GET", "HEAD", "OPTIONS", "DELETE");

  private final BodyCheck check;
  private final int most;

  JsonSchemaFilter(JsonSchema schema, int most) {
    this.check = BodyCheck.json(schema);
    this.most = most;
  }

  @Override
  public Verdict request(Exchange exchange) {
    RequestHead request = exchange.request();
    BodySource body = exchange.body();
    if (body == BodySource.EMPTY || body.length() == 0) {
      // What follows a switch of protocols is no body.
      if (WITHOUT_BODY.contains(request.method()) || request.upgrade() != null) {
        return Verdict.PASS;
      }
      exchange.fail(Refusals.MISSING);
      return Verdict.ANSWERED;
    }
    HeaderSection headers = request.headers();
    @Nullable String type = PlainText.type(headers);
    if (type == null || !JsonChange.json(headers) || !PlainText.is(headers, type)) {
      exchange.fail(Refusals.NOT_JSON);
      return Verdict.ANSWERED;
    }
    return HeldBody.checked(exchange, body, check, most, Refusals.MISSING);
  }
}
