package dev.sluice.dataplane.exchange;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is known of an exchange: who asks for what and since when, by which rule it goes, and what
 * has come of it so far. Filters go by it, and log, metrics and traces tell it. The exchange
 * extends this, rather than has one, as that would be an object more for each request.
 */
abstract class ExchangeFacts {
  private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

  private final RequestHead request;
  private final Client client;
  private final long startNanos;

  @Nullable RulePlan plan;
  int status;

  private @Nullable Failure failure;
  private @Nullable String upstream;
  private @Nullable String limit;
  private @Nullable String requestId;
  private @Nullable ShownCertificate verified;

  ExchangeFacts(RequestHead request, Client client, long startNanos) {
    this.request = request;
    this.client = client;
    this.startNanos = startNanos;
  }

  // ---- the request

  public final RequestHead request() {
    return request;
  }

  public final Client client() {
    return client;
  }

  /** Whether the client speaks gRPC, whose bodies may rest for as long as they like. */
  public final boolean grpc() {
    String type = request.headers().value(HeaderName.CONTENT_TYPE);
    return type != null && FailureResponse.grpc(type);
  }

  /** When the first byte of the head came, on {@link System#nanoTime()}'s scale. */
  public final long startNanos() {
    return startNanos;
  }

  /** The client's X-Request-Id, or one made here when first asked for. */
  public final String requestId() {
    String id = requestId;
    if (id == null) {
      id = request.headers().value(HeaderName.X_REQUEST_ID);
      if (id == null || id.isEmpty() || id.length() > 128) {
        id = RequestIds.next();
      }
      requestId = id;
    }
    return id;
  }

  /** For the filter that has verified it: backends are told who the client is. */
  public final void verified(ShownCertificate certificate) {
    verified = certificate;
    // Also filters that come later may go by it.
    certificate.fields().write(request.headers());
  }

  /** What the client has shown, if a filter has verified it. */
  public final @Nullable ShownCertificate verified() {
    return verified;
  }

  // ---- what has come of it

  /** The rule that it matched; null before matching, and where none did. */
  public final @Nullable RulePlan plan() {
    return plan;
  }

  /** Status that went to the client; 0 before. */
  public final int status() {
    return status;
  }

  /** {@code address:port} of the endpoint that served it, for the log. */
  public final @Nullable String upstream() {
    return upstream;
  }

  public final void upstream(String endpoint) {
    this.upstream = endpoint;
  }

  /** The limit that refused it, for the log. */
  public final @Nullable String limit() {
    return limit;
  }

  public final void limit(String name) {
    this.limit = name;
  }

  /** What went wrong first, if anything did. */
  public final @Nullable Failure failure() {
    return failure;
  }

  /** Notes a failure that is answered in another way. */
  public final void note(Failure cause) {
    if (failure == null) {
      failure = cause;
    }
  }

  /** Notes a bug. */
  final void note(RuntimeException e) {
    LOG.error("request {} of rule {}: a bug", requestId(), plan == null ? "-" : plan.id(), e);
    note(Failure.INTERNAL);
  }
}
