package dev.sluice.standalone.command;

import dev.sluice.snapshot.action.Proxy;
import dev.sluice.snapshot.id.EntryKey;
import dev.sluice.snapshot.id.UpstreamId;
import dev.sluice.snapshot.id.UpstreamTls;
import dev.sluice.snapshot.route.Endpoints;
import dev.sluice.snapshot.upstream.Endpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Where requests are sent, with which share, and what is there, in words. */
final class BackendWords {
  private final Judged judged;
  private final EditWords edits;

  BackendWords(Judged judged, EditWords edits) {
    this.judged = judged;
    this.edits = edits;
  }

  List<String> of(String label, List<Proxy.Backend> backends) {
    List<String> lines = new ArrayList<>();
    for (Proxy.Backend backend : backends) {
      int all =
          backends.stream()
              .filter(b -> b.priority() == backend.priority())
              .mapToInt(Proxy.Backend::weight)
              .sum();
      String share = backend.weight() == all ? "" : backend.weight() + " of " + all + " to ";
      String group = backend.priority() == 0 ? "" : "priority " + backend.priority() + ": ";
      lines.add(
          label
              + group
              + share
              + backend.upstream()
              + ": "
              + (backend.resolved()
                  ? endpoints(backend.upstream())
                  : "cannot be resolved: answers 500"));
      UpstreamTls tls = backend.upstream().tls();
      if (backend.resolved() && tls != null) {
        lines.add(
            "             verified by "
                + (tls.authority() == null ? "the CAs of the system" : tls.authority())
                + (tls.certificate() == null ? "" : ", shown Secret " + tls.certificate()));
      }
      if (backend.request() != null) {
        lines.addAll(edits.headers("             ", backend.request()));
      }
      if (backend.response() != null) {
        lines.addAll(edits.headers("             response ", backend.response()));
      }
    }
    return lines;
  }

  String endpoints(UpstreamId upstream) {
    EntryKey key = EntryKey.endpoints(upstream.servicePort());
    if (!(judged.snapshot().entries().get(key) instanceof Endpoints at)
        || at.endpoints().isEmpty()) {
      return "no endpoint: answers 503";
    }
    return at.endpoints().stream().map(Endpoint::toString).collect(Collectors.joining(", "));
  }
}
