package dev.sluice.snapshot.upstream;

/** What a data plane speaks to an upstream. */
public enum Protocol {
  /** HTTP/1.1 in clear (RFC 9112). */
  HTTP1,
  /** HTTP/2 in clear with prior knowledge (RFC 9113 §3.3). */
  HTTP2
}
