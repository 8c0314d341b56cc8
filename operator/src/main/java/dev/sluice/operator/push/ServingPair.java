package dev.sluice.operator.push;

/** What the push server shows to those who dial. Its key is never shown. */
public record ServingPair(String chainPem, String keyPem) {
  @Override
  public String toString() {
    return "ServingPair";
  }
}
