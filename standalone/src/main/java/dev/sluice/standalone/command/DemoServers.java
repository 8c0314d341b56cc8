package dev.sluice.standalone.command;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sluice.standalone.folder.DemoBackend;
import dev.sluice.standalone.folder.Diagnostic;
import dev.sluice.standalone.folder.Kind;
import dev.sluice.standalone.folder.Manifest;
import dev.sluice.standalone.folder.ManifestKey;
import dev.sluice.standalone.folder.Shelf;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The folder's DemoBackends as HTTP servers on loopback. Each answers with its name and with what
 * it was asked, so that a person sees what the gateway made of a request. For one thread.
 */
final class DemoServers implements AutoCloseable {
  private static final int THREADS = 8;

  private final Map<ManifestKey, Running> running = new HashMap<>();
  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          THREADS,
          task -> {
            Thread made = new Thread(task, "sluice-demo");
            made.setDaemon(true);
            return made;
          });

  private record Running(int port, HttpServer server) {}

  /** Starts what is new, and says what cannot be started. */
  List<Diagnostic> start(Shelf shelf) {
    List<Diagnostic> diagnostics = new ArrayList<>();
    shelf
        .of(Kind.DEMO_BACKEND)
        .forEach(
            (key, manifest) -> {
              int port = port(manifest);
              Running now = running.get(key);
              if (now != null && now.port() == port) {
                return;
              }
              if (now != null) {
                now.server().stop(0);
                running.remove(key);
              }
              try {
                running.put(key, new Running(port, serve(key, port)));
              } catch (IOException e) {
                diagnostics.add(
                    manifest.diagnostic(
                        "spec.port",
                        port
                            + " is taken by another process: end it, or write another port here and"
                            + " in the EndpointSlice"));
              }
            });
    return diagnostics;
  }

  /** Ends what is gone; to be called when no route leads there any more. */
  void retire(Shelf shelf) {
    running
        .entrySet()
        .removeIf(
            e -> {
              boolean gone = !shelf.manifests().containsKey(e.getKey());
              if (gone) {
                e.getValue().server().stop(0);
              }
              return gone;
            });
  }

  private static int port(Manifest manifest) {
    return ((DemoBackend) manifest.model()).getSpec().port();
  }

  private HttpServer serve(ManifestKey key, int port) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.setExecutor(threads);
    server.createContext("/", exchange -> answer(key.name(), exchange));
    server.start();
    return server;
  }

  private static void answer(String name, HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getRequestBody().transferTo(java.io.OutputStream.nullOutputStream());
      StringBuilder text = new StringBuilder("backend ").append(name).append(" got\n");
      text.append("  ").append(exchange.getRequestMethod()).append(' ');
      text.append(exchange.getRequestURI()).append('\n');
      exchange.getRequestHeaders().entrySet().stream()
          .sorted(Map.Entry.comparingByKey())
          .forEach(
              e ->
                  e.getValue()
                      .forEach(
                          value ->
                              text.append("  ")
                                  .append(e.getKey().toLowerCase(Locale.ROOT))
                                  .append(": ")
                                  .append(value)
                                  .append('\n')));
      byte[] body = text.toString().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("content-type", "text/plain; charset=utf-8");
      boolean head = exchange.getRequestMethod().equals("HEAD");
      exchange.sendResponseHeaders(200, head ? -1 : body.length);
      if (!head) {
        exchange.getResponseBody().write(body);
      }
    }
  }

  @Override
  public void close() {
    running.values().forEach(r -> r.server().stop(0));
    running.clear();
    threads.shutdownNow();
  }
}
