package dev.sluice.standalone.command;

import static dev.sluice.standalone.command.ForwardingWords.millis;

import dev.sluice.snapshot.action.Action;
import dev.sluice.snapshot.action.Broken;
import dev.sluice.snapshot.action.Fallback;
import dev.sluice.snapshot.action.Proxy;
import dev.sluice.snapshot.action.Redirect;
import dev.sluice.snapshot.action.Respond;
import dev.sluice.snapshot.filter.PathRewrite;
import dev.sluice.snapshot.upstream.Timeouts;
import java.util.ArrayList;
import java.util.List;

/** What a rule does with a request that its filters have let through, in words. */
final class ActionWords implements Action.Cases<List<String>> {
  private final AskedRequest request;
  private final Timeouts timeouts;
  private final Filled filled;
  private final EditWords edits;
  private final BackendWords backends;

  /**
   * @param timeouts the rule's
   * @param filled with the headers as the filters have left them
   */
  ActionWords(
      AskedRequest request,
      Timeouts timeouts,
      Filled filled,
      EditWords edits,
      BackendWords backends) {
    this.request = request;
    this.timeouts = timeouts;
    this.filled = filled;
    this.edits = edits;
    this.backends = backends;
  }

  @Override
  public List<String> proxy(Proxy proxy) {
    List<String> lines = new ArrayList<>(backends.of("backend      ", proxy.backends()));
    lines.add(
        "timeouts     request "
            + millis(timeouts.requestMillis())
            + (timeouts.perTryMillis() == 0 ? "" : ", each try " + millis(timeouts.perTryMillis()))
            + ", connect "
            + millis(timeouts.connectMillis())
            + ", idle "
            + millis(timeouts.idleMillis()));
    if (proxy.forwarding() != null) {
      lines.addAll(ForwardingWords.of(proxy.forwarding(), request));
    }
    Fallback fallback = proxy.fallback();
    if (fallback != null) {
      lines.addAll(
          fallback.respond() == null
              ? backends.of("fallback     ", fallback.backends())
              : List.of("fallback     respond " + fallback.respond().status()));
    }
    return lines;
  }

  @Override
  public List<String> redirect(Redirect redirect) {
    String scheme = redirect.scheme() == null ? request.scheme() : redirect.scheme();
    String host = redirect.hostname() == null ? request.host() : redirect.hostname();
    int standard = scheme.equals("https") ? 443 : 80;
    int port =
        redirect.port() != 0
            ? redirect.port()
            : scheme.equals(request.scheme()) ? request.port() : standard;
    PathRewrite path = redirect.path();
    return List.of(
        "redirect     "
            + redirect.status()
            + " to "
            + scheme
            + "://"
            + host
            + (port == standard ? "" : ":" + port)
            + (path == null ? request.path() : filled.path(path))
            + request.search());
  }

  @Override
  public List<String> respond(Respond respond) {
    List<String> lines = new ArrayList<>();
    lines.add("respond      " + respond.status());
    respond.headers().forEach(h -> lines.add("             " + edits.field(h)));
    respond.body().lines().forEach(line -> lines.add("             " + line));
    return lines;
  }

  @Override
  public List<String> broken(Broken broken) {
    return List.of("respond      500: " + broken.problem());
  }
}
