package dev.sluice.dataplane.listener;

import dev.sluice.dataplane.exchange.Client;
import dev.sluice.dataplane.exchange.Exchange;
import dev.sluice.dataplane.exchange.Failure;
import dev.sluice.dataplane.exchange.RequestHead;
import java.util.function.Consumer;

/**
 * Refuses what came over a connection that was made for another name (RFC 9110 §15.5.20). A client
 * may use one HTTP/2 connection for all names that its certificate covers (RFC 9113 §9.1.1): where
 * they have the same certificates here that is well; else this connection's handshake says nothing
 * of the other name, and the client is to make one for it.
 */
public final class ServerNameCheck implements Requests {
  private final Certificates certificates;
  private final Requests next;
  private final Consumer<Exchange> observer;

  /**
   * @param observer told of the exchanges that are refused
   */
  public ServerNameCheck(Certificates certificates, Requests next, Consumer<Exchange> observer) {
    this.certificates = certificates;
    this.next = next;
    this.observer = observer;
  }

  @Override
  public void handle(Exchange exchange) {
    String serverName = exchange.client().serverName();
    if (serverName != null
        && own(exchange.client())
        && misdirected(serverName, exchange.request())) {
      exchange.observer(observer);
      exchange.fail(Failure.MISDIRECTED);
    } else {
      next.handle(exchange);
    }
  }

  /** A trusted proxy may carry the requests for all names over one connection of its own. */
  private static boolean own(Client client) {
    return client.hops() == null;
  }

  private boolean misdirected(String serverName, RequestHead request) {
    int start = request.hostStart();
    int length = request.hostEnd() - start;
    if (length == serverName.length() && same(serverName, request.bytes(), start)) {
      return false;
    }
    return certificates.apart(serverName, request.headers().text(start, start + length));
  }

  private static boolean same(String serverName, byte[] bytes, int start) {
    for (int i = 0; i < serverName.length(); i++) {
      if (serverName.charAt(i) != bytes[start + i]) {
        return false;
      }
    }
    return true;
  }
}
