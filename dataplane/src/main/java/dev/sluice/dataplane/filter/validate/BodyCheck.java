package dev.sluice.dataplane.filter.validate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.dataplane.exchange.BodySource;
import dev.sluice.dataplane.exchange.Exchange;
import dev.sluice.dataplane.exchange.HeaderName;
import dev.sluice.dataplane.exchange.HeaderSection;
import dev.sluice.dataplane.exchange.MemoryBody;
import dev.sluice.dataplane.exchange.Verdict;
import dev.sluice.dataplane.exchange.WholeBody;
import dev.sluice.dataplane.exchange.edit.JsonChange;
import dev.sluice.snapshot.schema.JsonSchema;
import dev.sluice.snapshot.schema.JsonSchema.Outcome;
import dev.sluice.snapshot.schema.JsonText;
import java.util.Locale;
import java.util.concurrent.ForkJoinPool;
import org.jspecify.annotations.Nullable;

/** The body of one request, as it is checked. */
final class BodyCheck {
  /** Bodies up to here are mostly checked in less time than another thread takes to begin. */
  private static final int AT_ONCE = 8 << 10;

  /** What an event loop gives to one body: about a millisecond. */
  private static final long STEPS_AT_ONCE = 20_000;

  private final Exchange exchange;
  private final JsonSchema schema;
  private boolean waits;
  private boolean ready;

  private BodyCheck(Exchange exchange, JsonSchema schema) {
    this.exchange = exchange;
    this.schema = schema;
  }

  /** Of a body that is there. */
  static Verdict of(Exchange exchange, BodySource body, JsonSchema schema, int most) {
    HeaderSection headers = exchange.request().headers();
    if (!plainJson(headers)) {
      exchange.fail(Refusals.NOT_JSON);
      return Verdict.ANSWERED;
    }
    if (body.length() > most) {
      exchange.fail(Refusals.TOO_LARGE);
      return Verdict.ANSWERED;
    }
    return new BodyCheck(exchange, schema).run(body, most);
  }

  /** Said once, in no coding and in UTF-8: as whoever reads the body will take it. */
  private static boolean plainJson(HeaderSection headers) {
    int type = headers.find(HeaderName.CONTENT_TYPE);
    if (type < 0
        || headers.find(HeaderName.CONTENT_TYPE, type + 1) >= 0
        || !JsonChange.json(headers)
        || JsonChange.coded(headers)) {
      return false;
    }
    String value = headers.valueAt(type).toLowerCase(Locale.ROOT);
    int charset = value.indexOf("charset=");
    return charset < 0 || value.substring(charset + 8).replace("\"", "").strip().equals("utf-8");
  }

  private Verdict run(BodySource body, int most) {
    WholeBody.of(body, most, this::whole, () -> exchange.fail(Refusals.TOO_LARGE), exchange::fail);
    if (exchange.answered()) {
      return Verdict.ANSWERED;
    }
    waits = !ready;
    return ready ? Verdict.PASS : Verdict.LATER;
  }

  private void whole(byte[] bytes) {
    if (bytes.length <= AT_ONCE) {
      @Nullable Runnable rest = check(bytes, STEPS_AT_ONCE);
      if (rest != null) {
        rest.run();
        return;
      }
    }
    ForkJoinPool.commonPool().execute(() -> elsewhere(bytes));
  }

  private void elsewhere(byte[] bytes) {
    Runnable rest;
    try {
      @Nullable Runnable checked = check(bytes, Long.MAX_VALUE);
      rest = checked == null ? () -> exchange.fail(Refusals.TOO_COMPLEX) : checked;
    } catch (RuntimeException e) {
      // Nobody waits for the thread that works: lost there, it would be lost for good.
      rest = () -> exchange.bug(e);
    }
    exchange.after(0, rest);
  }

  /** What is left to do on the event loop; null: it takes more than that many steps. */
  private @Nullable Runnable check(byte[] bytes, long steps) {
    JsonNode document;
    try {
      document = JsonText.body(bytes);
    } catch (JsonText.Refused e) {
      return () -> exchange.fail(Refusals.malformed(e));
    }
    Outcome outcome = schema.check(document, bytes.length, steps);
    if (outcome instanceof Outcome.TooMuch) {
      return null;
    }
    return outcome instanceof Outcome.Invalid invalid
        ? () -> Refusals.refuse(exchange, Refusals.INVALID, invalid.violations())
        : () -> passed(bytes);
  }

  private void passed(byte[] bytes) {
    if (exchange.answered()) {
      return;
    }
    exchange.body(new MemoryBody(bytes));
    ready = true;
    if (waits) {
      exchange.proceed();
    }
  }
}
