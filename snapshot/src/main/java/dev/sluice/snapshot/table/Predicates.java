package dev.sluice.snapshot.table;

import dev.sluice.snapshot.match.AddressRanges;
import dev.sluice.snapshot.match.RequestMatch;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a match asks of a request besides its path: all of it must hold. */
final class Predicates {
  private static final String[] ANY = {};

  private final String[] methods;
  private final ValueTest[] headers;
  private final ValueTest[] query;
  private final ValueTest[] cookies;
  private final @Nullable List<String> written;
  private final AddressRanges source;

  Predicates(RequestMatch match) {
    methods = match.methods().isEmpty() ? ANY : match.methods().toArray(String[]::new);
    headers = ValueTest.of(match.headers());
    query = ValueTest.of(match.query());
    cookies = ValueTest.of(match.cookies());
    written = match.source();
    source = written == null ? AddressRanges.NONE : AddressRanges.of(written);
  }

  boolean hold(RequestView request) {
    if (!methodHolds(request)) {
      return false;
    }
    for (ValueTest test : headers) {
      if (!test.holds(request.header(test.name)) && !mayHold(test, request)) {
        return false;
      }
    }
    for (ValueTest test : query) {
      if (!test.holds(request.query(test.name))) {
        return false;
      }
    }
    for (ValueTest test : cookies) {
      if (!test.holds(request.cookie(test.name)) && !request.unknownCookies()) {
        return false;
      }
    }
    return sourceHolds(request);
  }

  private boolean sourceHolds(RequestView request) {
    return written == null || source.contains(request.address());
  }

  private static boolean mayHold(ValueTest test, RequestView request) {
    return test.wantsPresence() && request.unknownHeader(test.name);
  }

  private boolean methodHolds(RequestView request) {
    if (methods.length == 0) {
      return true;
    }
    String asked = request.method();
    for (String method : methods) {
      if (method.equals(asked)) {
        return true;
      }
    }
    return false;
  }

  /** In words, the first that does not hold; null where all do. Slow: for people. */
  @Nullable String failure(RequestView request) {
    if (!methodHolds(request)) {
      return "method is " + request.method() + ", rule wants " + String.join(" or ", methods);
    }
    for (ValueTest test : headers) {
      String value = request.header(test.name);
      if (!test.holds(value) && !mayHold(test, request)) {
        return sentence("header", test, value);
      }
    }
    for (ValueTest test : query) {
      String value = request.query(test.name);
      if (!test.holds(value)) {
        return sentence("query parameter", test, value);
      }
    }
    for (ValueTest test : cookies) {
      String value = request.cookie(test.name);
      if (!test.holds(value) && !request.unknownCookies()) {
        return sentence("cookie", test, value);
      }
    }
    if (!sourceHolds(request)) {
      String address = request.address();
      return "client address is "
          + (address == null ? "not known" : address)
          + ", rule wants "
          + String.join(" or ", written == null ? List.of() : written);
    }
    return null;
  }

  private static String sentence(String what, ValueTest test, @Nullable String value) {
    String is = value == null ? "absent" : "'" + value + "'";
    return what + " " + test.name + " is " + is + ", rule wants " + test.wish();
  }
}
