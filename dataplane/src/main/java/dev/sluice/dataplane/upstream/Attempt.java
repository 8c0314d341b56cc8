package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.exchange.Failure;

/** One try of a call, on its way over one connection. */
interface Attempt {
  /** Gives it up, whatever has become of it. Does nothing once it is over. */
  void cancel();

  /** Gives it up after the response has begun: whoever takes the body learns why it ends. */
  void breakOff(Failure cause);
}
