package dev.sluice.snapshot.action;

import dev.sluice.snapshot.filter.HeaderEdits;
import dev.sluice.snapshot.id.UpstreamId;
import dev.sluice.snapshot.upstream.Forwarding;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Forwards to one of several backends, chosen by weight.
 *
 * @param backends at least one; a share whose backend cannot be resolved keeps its weight and
 *     answers 500 (Gateway API, HTTPBackendRef)
 * @param forwarding null: {@link Forwarding#PLAIN}
 * @param fallback null: none
 */
public record Proxy(
    List<Backend> backends, @Nullable Forwarding forwarding, @Nullable Fallback fallback)
    implements Action {
  public Proxy {
    backends = List.copyOf(backends);
    if (backends.isEmpty()) {
      throw new IllegalArgumentException("no backends");
    }
  }

  /** Plain forwarding. */
  public Proxy(List<Backend> backends) {
    this(backends, null, null);
  }

  /**
   * One backend and its share.
   *
   * @param weight 0 to 1,000,000; 0 gets nothing
   * @param priority 0 first; a later group is used when those before it have nobody fit
   * @param request edits of what goes to this backend, after the rule's; null: none
   * @param response edits of what comes from it, before the rule's; null: none
   */
  public record Backend(
      UpstreamId upstream,
      int weight,
      boolean resolved,
      int priority,
      @Nullable HeaderEdits request,
      @Nullable HeaderEdits response) {
    public Backend {
      if (weight < 0 || weight > 1_000_000 || priority < 0) {
        throw new IllegalArgumentException("weight: " + weight + ", priority: " + priority);
      }
    }

    /** With edits of its own. */
    public Backend edited(@Nullable HeaderEdits requests, @Nullable HeaderEdits responses) {
      return new Backend(upstream, weight, resolved, priority, requests, responses);
    }

    /** Without edits of its own. */
    public Backend(UpstreamId upstream, int weight, boolean resolved, int priority) {
      this(upstream, weight, resolved, priority, null, null);
    }

    /** Of the first group. */
    public Backend(UpstreamId upstream, int weight, boolean resolved) {
      this(upstream, weight, resolved, 0);
    }
  }

  @Override
  public <R> R on(Cases<R> cases) {
    return cases.proxy(this);
  }
}
