package dev.sluice.snapshot.filter;

/**
 * The order in which filters run on a request; response sides run in reverse. Fixed and documented:
 * a rule never chooses it. Two filters of one phase run in the order of the rule's list.
 */
public enum Phase {
  ADDRESS,
  CORS,
  LIMIT_BEFORE_AUTHENTICATION,
  AUTHENTICATION,
  AUTHORIZATION,
  LIMIT,
  VALIDATION,
  TRANSFORM,
  CACHE,
  /** Of what goes to the backend, whatever faults make of it. */
  MIRROR,
  /** Last: what is injected is as if the backend had done it. */
  FAULT
}
