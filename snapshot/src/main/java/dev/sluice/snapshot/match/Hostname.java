package dev.sluice.snapshot.match;

import java.util.Locale;

/**
 * A hostname that a route claims, lower case, without a port: exact ({@code shop.example.com}), or
 * a wildcard ({@code *.example.com}) that covers one or more labels (Gateway API, Hostname).
 */
public record Hostname(String text) implements Comparable<Hostname> {
  public Hostname {
    text = text.toLowerCase(Locale.ROOT);
    String bare = text.startsWith("*.") ? text.substring(2) : text;
    if (bare.isEmpty() || bare.indexOf('*') >= 0 || bare.indexOf(':') >= 0) {
      throw new IllegalArgumentException("hostname: " + text);
    }
  }

  public boolean wildcard() {
    return text.startsWith("*.");
  }

  @Override
  public int compareTo(Hostname other) {
    return text.compareTo(other.text);
  }

  @Override
  public String toString() {
    return text;
  }
}
