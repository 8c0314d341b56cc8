package dev.sluice.dataplane.filter.validate;

import dev.sluice.dataplane.exchange.BodySource;
import dev.sluice.dataplane.exchange.Exchange;
import dev.sluice.dataplane.exchange.Failure;
import dev.sluice.dataplane.exchange.RequestHead;
import dev.sluice.dataplane.exchange.Verdict;
import dev.sluice.snapshot.openapi.Given;
import dev.sluice.snapshot.openapi.Operation;
import dev.sluice.snapshot.openapi.ParameterViolation;
import dev.sluice.snapshot.openapi.RequestBody;
import dev.sluice.snapshot.schema.BodyCheck;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import org.jspecify.annotations.Nullable;

/** One request for an operation of a document: first its parameters, then its body. */
record DescribedRequest(Exchange exchange, Operation operation, int most) {
  Verdict check() {
    Given given = operation.given(new AskedHead(exchange.request()));
    @Nullable List<ParameterViolation> found = given.check(HeldBody.STEPS_AT_ONCE);
    if (found != null) {
      return parameters(found);
    }
    ForkJoinPool.commonPool().execute(() -> elsewhere(given));
    return Verdict.LATER;
  }

  private void elsewhere(Given given) {
    Runnable rest;
    try {
      @Nullable List<ParameterViolation> found = given.check(Long.MAX_VALUE);
      rest = () -> goOn(found);
    } catch (RuntimeException e) {
      rest = () -> exchange.bug(e);
    }
    exchange.after(0, rest);
  }

  private void goOn(@Nullable List<ParameterViolation> found) {
    if (exchange.answered()) {
      return;
    }
    if (found == null) {
      exchange.fail(Refusals.PARAMETERS_TOO_COMPLEX);
    } else if (parameters(found) == Verdict.PASS) {
      exchange.proceed();
    }
  }

  private Verdict parameters(List<ParameterViolation> found) {
    if (!found.isEmpty()) {
      Refusals.parameters(exchange, found);
      return Verdict.ANSWERED;
    }
    return body();
  }

  private Verdict body() {
    RequestHead request = exchange.request();
    BodySource body = exchange.body();
    RequestBody described = operation.body();
    @Nullable Failure empty = described.required() ? Refusals.MISSING_BODY : null;
    if (body == BodySource.EMPTY || body.length() == 0) {
      // What follows a switch of protocols is no body.
      if (empty == null || request.upgrade() != null) {
        return Verdict.PASS;
      }
      exchange.fail(empty);
      return Verdict.ANSWERED;
    }
    if (!described.described()) {
      return HeldBody.none(exchange, body, () -> exchange.fail(Refusals.BODY_UNEXPECTED), empty);
    }
    @Nullable String type = PlainText.type(request.headers());
    if (type == null || !described.takes(type)) {
      return HeldBody.none(
          exchange, body, () -> Refusals.typeUnknown(exchange, described.types()), empty);
    }
    @Nullable BodyCheck check = described.check(type);
    if (check == null) {
      return Verdict.PASS;
    }
    if (!PlainText.is(request.headers(), type)) {
      exchange.fail(Refusals.UNREADABLE);
      return Verdict.ANSWERED;
    }
    return HeldBody.checked(exchange, body, check, most, empty);
  }
}
