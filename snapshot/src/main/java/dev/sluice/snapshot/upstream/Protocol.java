package dev.sluice.snapshot.upstream;

/** What a data plane speaks to an upstream, in clear or within TLS. */
public enum Protocol {
  /** HTTP/1.1 (RFC 9112). */
  HTTP1,
  /** HTTP/2; in clear with prior knowledge (RFC 9113 §3.3). */
  HTTP2,
  /** Within TLS alone: what the upstream chooses of the two (ALPN, RFC 7301). */
  EITHER
}
