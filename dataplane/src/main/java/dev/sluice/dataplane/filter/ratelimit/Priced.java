package dev.sluice.dataplane.filter.ratelimit;

import dev.sluice.dataplane.exchange.Exchange;
import dev.sluice.dataplane.exchange.HeaderName;
import dev.sluice.dataplane.exchange.HeaderSection;
import dev.sluice.dataplane.exchange.RequestHead;
import dev.sluice.dataplane.exchange.ResponseHead;
import dev.sluice.snapshot.filter.CostSource;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the expression of a cost is told of a request, and of its response where it asks. */
final class Priced implements CostSource {
  private final RequestHead request;
  private final long size;
  private final String address;
  private @Nullable ResponseHead response;

  /**
   * @param kept whether it is asked when the request's own head may have been edited
   */
  Priced(Exchange exchange, boolean kept) {
    request = kept ? exchange.request().copy() : exchange.request();
    size = exchange.body().length();
    address = exchange.client().address();
  }

  void response(ResponseHead head) {
    response = head;
  }

  @Override
  public String method() {
    return request.method();
  }

  @Override
  public String host() {
    String authority = request.askedAuthority();
    int colon = authority.lastIndexOf(':');
    boolean port = colon > authority.lastIndexOf(']');
    return (port ? authority.substring(0, colon) : authority).toLowerCase(Locale.ROOT);
  }

  @Override
  public String path() {
    return request.askedPath();
  }

  @Override
  public @Nullable String query(String name) {
    return request.query(name);
  }

  @Override
  public @Nullable String header(String name) {
    return request.header(name);
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public String clientAddress() {
    return address;
  }

  @Override
  public int status() {
    return head().status();
  }

  @Override
  public @Nullable String responseHeader(String name) {
    return head().headers().combined(name);
  }

  @Override
  public long responseSize() {
    HeaderSection headers = head().headers();
    int field = headers.find(HeaderName.CONTENT_LENGTH);
    return field < 0 ? -1 : Units.of(headers, field, Long.MAX_VALUE, -1);
  }

  private ResponseHead head() {
    ResponseHead head = response;
    if (head == null) {
      throw new IllegalStateException("no response yet");
    }
    return head;
  }
}
