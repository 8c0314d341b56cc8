package dev.sluice.dataplane.upstream;

/**
 * What a pool has under way.
 *
 * @param idle connections without a request
 * @param requests on the others
 */
record Use(int idle, int requests) {
  static final Use NONE = new Use(0, 0);

  Use and(Use other) {
    return new Use(idle + other.idle, requests + other.requests);
  }
}
