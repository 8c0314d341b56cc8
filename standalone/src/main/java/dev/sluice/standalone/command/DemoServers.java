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

  private final Map<Integer, Running> running = new HashMap<>();
  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          THREADS,
          task -> {
            Thread made = new Thread(task, "sluice-demo");
            made.setDaemon(true);
            return made;
          });

  /** At one port. */
  private static final class Running {
    private final HttpServer server;
    private volatile String name;

    Running(HttpServer server, String name) {
      this.server = server;
      this.name = name;
    }
  }

  /** Starts what is new, and says what cannot be started. Nothing ends or changes its name yet. */
  List<Diagnostic> start(Shelf shelf) {
    List<Diagnostic> diagnostics = new ArrayList<>();
    Map<Integer, ManifestKey> wanted = wanted(shelf);
    shelf.of(Kind.DEMO_BACKEND).entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(
            e -> {
              int port = port(e.getValue());
              ManifestKey owner = wanted.get(port);
              if (owner == null || !owner.equals(e.getKey())) {
                diagnostics.add(
                    e.getValue()
                        .diagnostic(
                            "spec.port",
                            port + " is that of " + owner + " too: write another port here"));
              } else if (!running.containsKey(port)) {
                try {
                  running.put(port, serve(owner.name(), port));
                } catch (IOException taken) {
                  diagnostics.add(
                      e.getValue()
                          .diagnostic(
                              "spec.port",
                              port
                                  + " is taken by another process: end it, or write another port"
                                  + " here and in the EndpointSlice"));
                }
              }
            });
    return diagnostics;
  }

  /**
   * Ends what is gone, and lets each port answer with its name of now; to be called when no route
   * leads any more where it led before.
   */
  void retire(Shelf shelf) {
    Map<Integer, ManifestKey> wanted = wanted(shelf);
    running
        .entrySet()
        .removeIf(
            e -> {
              ManifestKey owner = wanted.get(e.getKey());
              if (owner == null) {
                e.getValue().server.stop(0);
                return true;
              }
              e.getValue().name = owner.name();
              return false;
            });
  }

  /** Whose a port is: that of the first in order of names. */
  private static Map<Integer, ManifestKey> wanted(Shelf shelf) {
    Map<Integer, ManifestKey> wanted = new HashMap<>();
    shelf.of(Kind.DEMO_BACKEND).entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(e -> wanted.putIfAbsent(port(e.getValue()), e.getKey()));
    return wanted;
  }

  private static int port(Manifest manifest) {
    return ((DemoBackend) manifest.model()).getSpec().port();
  }

  private Running serve(String name, int port) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.setExecutor(threads);
    Running made = new Running(server, name);
    server.createContext("/", exchange -> answer(made.name, exchange));
    server.start();
    return made;
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
    running.values().forEach(r -> r.server.stop(0));
    running.clear();
    threads.shutdownNow();
  }
}
