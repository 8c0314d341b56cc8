package dev.sluice.standalone.main;

import dev.sluice.dataplane.main.DataPlane;
import dev.sluice.dataplane.main.DataPlaneConfig;
import dev.sluice.snapshot.id.EntryKey;
import dev.sluice.snapshot.route.RoutingSnapshot;
import dev.sluice.standalone.command.Complaint;
import dev.sluice.standalone.command.Gateway;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The data plane, in this process and fed by it. */
final class InProcess implements Gateway {
  private static final Logger LOG = LoggerFactory.getLogger(InProcess.class);
  private static final long START_SECONDS = 20;
  private static final long DRAIN_SECONDS = 10;

  private final DataPlane dataPlane;

  private InProcess(DataPlane dataPlane) {
    this.dataPlane = dataPlane;
  }

  static Gateway start(Ports wanted) {
    // Asked for one by one, so that the flag of the one that is taken can be named.
    free("--http-port", wanted.http());
    free("--https-port", wanted.https());
    free("--admin-port", wanted.admin());
    try {
      return new InProcess(
          DataPlane.start(DataPlaneConfig.embedded(wanted.http(), wanted.https(), wanted.admin()))
              .toCompletionStage()
              .toCompletableFuture()
              .get(START_SECONDS, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Complaint("interrupted");
    } catch (ExecutionException e) {
      throw new Complaint("cannot start: " + e.getCause());
    } catch (TimeoutException e) {
      throw new Complaint("cannot start within " + START_SECONDS + " s");
    }
  }

  private static void free(String flag, int port) {
    if (port == 0) {
      return;
    }
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(port));
    } catch (IOException e) {
      throw new Complaint(
          "port "
              + port
              + " cannot be opened ("
              + e.getMessage()
              + "): choose another with "
              + flag
              + ", or 0 for a free one");
    }
  }

  @Override
  public CompletionStage<Map<EntryKey, String>> apply(RoutingSnapshot snapshot) {
    return dataPlane.apply(snapshot).toCompletionStage();
  }

  @Override
  public Ports ports() {
    return new Ports(dataPlane.httpPort(), dataPlane.httpsPort(), dataPlane.adminPort());
  }

  @Override
  public void close() {
    try {
      dataPlane
          .close()
          .toCompletionStage()
          .toCompletableFuture()
          .get(DRAIN_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("the end was not orderly: {}", e.toString());
    }
  }
}
