package dev.sluice.standalone.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.standalone.command.AffinityFile;
import dev.sluice.standalone.command.Complaint;
import dev.sluice.standalone.command.FolderService;
import dev.sluice.standalone.command.FolderWatch;
import dev.sluice.standalone.command.Gateway;
import dev.sluice.standalone.command.Gateway.Ports;
import dev.sluice.standalone.command.RouteTable;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folder → compile → data plane, over real sockets. */
final class RunTest {
  private static final String ROUTE =
      """
      apiVersion: sluice.dev/v1alpha1
      kind: ApiRoute
      metadata: {name: shop}
      spec:
        rules:
        - name: all
          respond: {body: hello}
      """;

  @TempDir private Path folder;
  @TempDir private Path state;
  private final HttpClient client = HttpClient.newHttpClient();
  private final BlockingQueue<String> reports = new LinkedBlockingQueue<>();
  private Gateway gateway;
  private FolderService service;
  private FolderWatch watch;

  @BeforeEach
  void start() throws Exception {
    write(ROUTE);
    gateway = InProcess.start(new Ports(0, 0, 0));
    service =
        new FolderService(gateway, new RouteTable(false), reports::add, new AffinityFile(state));
    watch = new FolderWatch(folder, service::serve, service::stale);
    watch.start();
    report();
  }

  @AfterEach
  void end() {
    watch.close();
    service.close();
  }

  @Test
  void routes_serve_and_the_admin_port_is_ready() throws Exception {
    assertThat(ask(gateway.ports().http(), "/").body()).isEqualTo("hello");
    assertThat(ask(gateway.ports().admin(), "/ready").statusCode()).isEqualTo(200);
    assertThat(ask(gateway.ports().admin(), "/metrics").body())
        .contains("sluice_snapshot_revision");
  }

  @Test
  void edits_fail_no_request_and_serve_when_they_are_reported() throws Exception {
    AtomicInteger failed = new AtomicInteger();
    AtomicInteger asked = new AtomicInteger();
    Thread load =
        new Thread(
            () -> {
              while (!Thread.currentThread().isInterrupted()) {
                try {
                  asked.incrementAndGet();
                  failed.addAndGet(ask(gateway.ports().http(), "/").statusCode() == 200 ? 0 : 1);
                } catch (InterruptedException e) {
                  return;
                } catch (IOException e) {
                  failed.incrementAndGet();
                }
              }
            });
    load.start();
    for (int i = 0; i < 5; i++) {
      write(ROUTE.replace("hello", "edit " + i).replace("name: all", "name: rule" + i));
      // Said to be programmed, hence served: no waiting here.
      for (String body = ""; !body.equals("edit " + i); ) {
        report();
        body = ask(gateway.ports().http(), "/").body();
      }
      write(ROUTE.replace("hello", "edit " + i).replace("body", "bodi"));
      assertThat(report()).contains("False Invalid");
      assertThat(ask(gateway.ports().http(), "/").body()).isEqualTo("edit " + i);
    }
    load.interrupt();
    load.join(5_000);
    assertThat(asked.get()).isPositive();
    assertThat(failed).hasValue(0);
  }

  @Test
  void a_deleted_route_is_gone() throws Exception {
    Files.delete(folder.resolve("shop.yaml"));
    report();
    assertThat(ask(gateway.ports().http(), "/").statusCode()).isEqualTo(404);
  }

  @Test
  void a_taken_port_is_named_by_its_flag() throws IOException {
    try (ServerSocket taken = new ServerSocket(0)) {
      int port = taken.getLocalPort();
      assertThatThrownBy(() -> InProcess.start(new Ports(0, port, 0)))
          .isInstanceOf(Complaint.class)
          .hasMessageContaining("port " + port)
          .hasMessageContaining("--https-port");
    }
  }

  private HttpResponse<String> ask(int port, String path) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private String report() throws InterruptedException {
    String report = reports.poll(20, TimeUnit.SECONDS);
    assertThat(report).as("a report").isNotNull();
    return report;
  }

  /** As editors do it: a reader sees the old file or the new one. */
  private void write(String text) throws IOException {
    Path next = folder.resolve(".next");
    Files.writeString(next, text);
    Files.move(
        next, folder.resolve("shop.yaml"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
  }
}
