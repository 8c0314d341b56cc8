package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.exchange.FailureResponse;
import dev.sluice.dataplane.exchange.HeaderName;
import dev.sluice.dataplane.exchange.RequestHead;
import org.jspecify.annotations.Nullable;

/** Hands a deadline on in grpc-timeout (gRPC over HTTP/2, "Requests"): the sooner of two holds. */
final class GrpcDeadline {
  private static final HeaderName TIMEOUT = HeaderName.of("grpc-timeout");
  private static final long MOST_DIGITS = 99_999_999L;

  private GrpcDeadline() {}

  /**
   * Writes what is left into the request.
   *
   * @param due when the request is due, on {@link UpstreamLoop#now()}'s scale
   * @return when it is due because of what the client says as well
   */
  static long apply(RequestHead request, long due) {
    String type = request.headers().value(HeaderName.CONTENT_TYPE);
    if (type == null || !FailureResponse.grpc(type)) {
      return due;
    }
    long now = UpstreamLoop.now();
    long asked = nanos(request.headers().value(TIMEOUT));
    long sooner = asked < 0 ? due : Math.min(due, now + asked);
    if (sooner != Deadlines.NEVER && sooner != now + asked) {
      long millis = Math.max(1, (sooner - now) / 1_000_000);
      request.headers().set(TIMEOUT, Math.min(millis, MOST_DIGITS) + "m");
    }
    return sooner;
  }

  /** -1: none that can be read. */
  private static long nanos(@Nullable String text) {
    if (text == null || text.length() < 2 || text.length() > 9) {
      return -1;
    }
    long n = 0;
    for (int i = 0; i < text.length() - 1; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      n = n * 10 + digit;
    }
    return switch (text.charAt(text.length() - 1)) {
      case 'H' -> Math.min(n, 1_000_000) * 3_600_000_000_000L;
      case 'M' -> n * 60_000_000_000L;
      case 'S' -> n * 1_000_000_000L;
      case 'm' -> n * 1_000_000L;
      case 'u' -> n * 1_000L;
      case 'n' -> n;
      default -> -1;
    };
  }
}
