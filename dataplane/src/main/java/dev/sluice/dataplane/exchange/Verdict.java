package dev.sluice.dataplane.exchange;

/** What a filter says of a request. */
public enum Verdict {
  /** Go on with the next filter, or the action. */
  PASS,
  /** The filter has answered; nothing else runs. */
  ANSWERED,
  /** The filter waits for something, and will call {@link Exchange#proceed()} or answer. */
  LATER
}
