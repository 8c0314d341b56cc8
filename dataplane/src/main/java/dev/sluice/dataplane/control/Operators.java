package dev.sluice.dataplane.control;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All addresses of all operators, as names resolve just now (a headless Service). */
final class Operators {
  private static final Logger LOG = LoggerFactory.getLogger(Operators.class);

  private final Vertx vertx;
  private final ControlOptions options;

  Operators(Vertx vertx, ControlOptions options) {
    this.vertx = vertx;
    this.options = options;
  }

  /** A name that does not resolve has no addresses. */
  Future<Set<SocketAddress>> addresses() {
    return vertx.executeBlocking(
        () -> {
          Set<SocketAddress> found = new LinkedHashSet<>();
          for (String operator : options.operators()) {
            int colon = operator.lastIndexOf(':');
            String host = operator.substring(0, colon);
            int port = Integer.parseInt(operator.substring(colon + 1));
            try {
              InetAddress[] addresses = InetAddress.getAllByName(host);
              boolean four = Arrays.stream(addresses).anyMatch(Inet4Address.class::isInstance);
              for (InetAddress address : addresses) {
                // A dual-stack replica has one of each, and is to be dialled once.
                if (!four || address instanceof Inet4Address) {
                  found.add(SocketAddress.inetSocketAddress(port, address.getHostAddress()));
                }
              }
            } catch (UnknownHostException e) {
              LOG.debug("control: {} does not resolve", host);
            }
          }
          return found;
        },
        false);
  }
}
