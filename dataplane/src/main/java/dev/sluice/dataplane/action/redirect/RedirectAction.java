package dev.sluice.dataplane.action.redirect;

import dev.sluice.dataplane.exchange.Action;
import dev.sluice.dataplane.exchange.BodySource;
import dev.sluice.dataplane.exchange.Exchange;
import dev.sluice.dataplane.exchange.HeaderName;
import dev.sluice.dataplane.exchange.RequestHead;
import dev.sluice.dataplane.exchange.ResponseHead;
import dev.sluice.dataplane.exchange.edit.NewPath;
import dev.sluice.snapshot.action.Redirect;
import java.util.function.Function;

/** Sends the client elsewhere; what the rule does not name stays as the request had it. */
public final class RedirectAction implements Action {
  private final Redirect redirect;
  private final Function<Exchange, String> path;

  public RedirectAction(Redirect redirect) {
    this.redirect = redirect;
    this.path =
        redirect.path() == null
            ? exchange -> exchange.request().path()
            : NewPath.of(redirect.path());
  }

  @Override
  public void run(Exchange exchange) {
    ResponseHead head = new ResponseHead(redirect.status());
    head.headers().add(HeaderName.LOCATION, location(exchange));
    exchange.respond(head, BodySource.EMPTY);
  }

  private String location(Exchange exchange) {
    RequestHead request = exchange.request();
    String before = exchange.client().scheme();
    String scheme = redirect.scheme() == null ? before : redirect.scheme();
    String authority = request.authority();
    int colon = authority.lastIndexOf(':');
    boolean hasPort = colon > authority.lastIndexOf(']');
    String host = hasPort ? authority.substring(0, colon) : authority;
    String port = "";
    if (redirect.port() > 0) {
      boolean own = redirect.port() == (scheme.equals("https") ? 443 : 80);
      port = own ? "" : ":" + redirect.port();
    } else if (hasPort && scheme.equals(before)) {
      port = authority.substring(colon);
    }
    StringBuilder location =
        new StringBuilder(scheme)
            .append("://")
            .append(redirect.hostname() == null ? host : redirect.hostname())
            .append(port)
            .append(path.apply(exchange));
    if (request.queryEnd() > request.queryStart()) {
      location.append('?').append(request.queryText());
    }
    return location.toString();
  }
}
