package dev.sluice.dataplane.main;

import dev.sluice.snapshot.action.Proxy;
import dev.sluice.snapshot.id.EntryKey;
import dev.sluice.snapshot.id.Revision;
import dev.sluice.snapshot.id.ServicePort;
import dev.sluice.snapshot.id.UpstreamId;
import dev.sluice.snapshot.match.PathMatch;
import dev.sluice.snapshot.route.Endpoints;
import dev.sluice.snapshot.route.Entry;
import dev.sluice.snapshot.route.RoutingSnapshot;
import dev.sluice.snapshot.upstream.Endpoint;
import dev.sluice.snapshot.upstream.Protocol;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A data plane in a process of its own that has so much memory and no more: {@code a.test/HTTP1}
 * and {@code a.test/HTTP2} go to a backend on this machine, which speaks that protocol.
 */
final class SmallPlane implements AutoCloseable {
  private final Process process;
  private final int port;

  private SmallPlane(int heapMib, int directMib, int backendPort) throws IOException {
    process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx" + heapMib + "m",
                "-XX:MaxDirectMemorySize=" + directMib + "m",
                "-XX:+ExitOnOutOfMemoryError",
                "-cp",
                System.getProperty("java.class.path"),
                SmallPlane.class.getName(),
                Integer.toString(backendPort))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader said =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
    String line = said.readLine();
    while (line != null && !line.matches("\\d+")) {
      line = said.readLine();
    }
    if (line == null) {
      throw new IOException("it has ended");
    }
    port = Integer.parseInt(line);
  }

  /** With 32 MiB of heap and 24 MiB of direct memory, before a backend in this process. */
  static SmallPlane before(Vertx vertx, Handler<HttpServerRequest> backend) throws Exception {
    HttpServer server =
        vertx
            .createHttpServer()
            .requestHandler(backend)
            .listen(0, "127.0.0.1")
            .await(10, TimeUnit.SECONDS);
    return new SmallPlane(32, 24, server.actualPort());
  }

  /** What it forwards by that protocol. */
  RequestOptions request(HttpMethod method, Protocol backend) {
    return new RequestOptions()
        .setMethod(method)
        .setServer(SocketAddress.inetSocketAddress(port, "127.0.0.1"))
        .setHost("a.test")
        .setPort(80)
        .setURI("/" + backend);
  }

  @Override
  public void close() throws Exception {
    process.getOutputStream().close();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }

  public static void main(String[] backendPort) throws Exception {
    Endpoint endpoint = new Endpoint("127.0.0.1", Integer.parseInt(backendPort[0]));
    ServicePort service = Running.BACKEND.servicePort();
    Map<EntryKey, Entry> entries = new HashMap<>();
    for (Entry entry :
        List.of(
            new Endpoints(service, List.of(endpoint)),
            Running.route(
                "a.test", rule(service, Protocol.HTTP1), rule(service, Protocol.HTTP2)))) {
      entries.put(entry.key(), entry);
    }
    DataPlane plane =
        DataPlane.start(DataPlaneConfig.embedded(0, -1, -1)).await(20, TimeUnit.SECONDS);
    plane
        .apply(new RoutingSnapshot(new Revision("0".repeat(64)), entries))
        .await(20, TimeUnit.SECONDS);
    System.out.println(plane.httpPort());
    // Until the test has closed its end.
    System.in.readAllBytes();
    System.exit(0);
  }

  private static dev.sluice.snapshot.route.Rule rule(ServicePort service, Protocol protocol) {
    return Running.rule(
        protocol.name().toLowerCase(java.util.Locale.ROOT),
        new PathMatch.Prefix("/" + protocol),
        new Proxy(List.of(new Proxy.Backend(new UpstreamId(service, protocol), 1, true))));
  }
}
