package dev.sluice.dataplane.listener;

/**
 * What a client may ask for, and how long it may take; docs/http.md says why these.
 *
 * @param head bytes of a header section
 * @param requestLine bytes of the first line, or of :path; of a trailer section too
 * @param fields how many header fields
 * @param body bytes of a request body; 0: as many as the client likes
 * @param drain bytes of a request body that are read when nobody wants them, to keep the connection
 * @param streams how many requests at a time on one HTTP/2 connection
 * @param connections how many connections at a time, over all ports
 * @param headMillis from the first byte of a head to its last; as long for a PROXY header and for a
 *     TLS handshake
 * @param bodyMillis without a byte of a body that is wanted, before its response begins
 * @param bodyRate bytes per second of such a body, over each stretch of bodyMillis; 0: any
 * @param idleMillis between requests
 * @param quietMillis after so long without a request a connection ends with the process
 */
public record Limits(
    int head,
    int requestLine,
    int fields,
    long body,
    int drain,
    int streams,
    int connections,
    long headMillis,
    long bodyMillis,
    long bodyRate,
    long idleMillis,
    long quietMillis) {
  public static final Limits DEFAULT =
      new Limits(
          64 << 10, 8 << 10, 100, 0, 64 << 10, 100, 20_000, 10_000, 20_000, 100, 75_000, 500);

  public Limits {
    atLeast("head", head, 1024);
    atLeast("requestLine", requestLine, 256);
    atLeast("fields", fields, 10);
    atLeast("body", body, 0);
    atLeast("drain", drain, 0);
    atLeast("streams", streams, 1);
    atLeast("connections", connections, 1);
    atLeast("headMillis", headMillis, 1);
    atLeast("bodyMillis", bodyMillis, 1);
    atLeast("bodyRate", bodyRate, 0);
    atLeast("idleMillis", idleMillis, 1);
    atLeast("quietMillis", quietMillis, 0);
  }

  private static void atLeast(String name, long value, long least) {
    if (value < least) {
      throw new IllegalArgumentException(name + ": at least " + least + ", not " + value);
    }
  }
}
