package dev.sluice.dataplane.listener;

import java.util.List;

/**
 * What clients may choose from: keys that are gone after the connection, and encryption that
 * authenticates (RFC 9325 §4.2), which is also all that HTTP/2 allows (RFC 9113 §9.2.2). What is
 * fastest on machines that help with AES comes first.
 */
final class CipherSuites {
  static final List<String> OFFERED =
      List.of(
          "TLS_AES_128_GCM_SHA256",
          "TLS_AES_256_GCM_SHA384",
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

  private CipherSuites() {}
}
