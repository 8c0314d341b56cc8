package dev.sluice.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.snapshot.id.EntryKey;
import dev.sluice.snapshot.id.RouteId;
import dev.sluice.snapshot.route.RoutingSnapshot;
import dev.sluice.standalone.folder.FolderReader;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FolderServiceTest {
  private static final RouteId SHOP = new RouteId("default", "shop");
  private static final String ROUTE =
      """
      apiVersion: sluice.dev/v1alpha1
      kind: ApiRoute
      metadata: {name: shop}
      spec:
        hostnames: [shop.localhost]
        rules:
        - name: all
          respond: {body: hello}
      """;

  @TempDir private Path folder;
  private final BlockingQueue<String> reports = new LinkedBlockingQueue<>();
  private final BlockingQueue<RoutingSnapshot> applied = new LinkedBlockingQueue<>();
  private volatile Map<EntryKey, String> rejected = Map.of();
  private FolderService service;
  private FolderWatch watch;

  /** Holds what it is given. */
  private final class HoldingGateway implements Gateway {
    @Override
    public CompletionStage<Map<EntryKey, String>> apply(RoutingSnapshot snapshot) {
      applied.add(snapshot);
      return CompletableFuture.completedFuture(rejected);
    }

    @Override
    public Ports ports() {
      return new Ports(1, 2, 3);
    }

    @Override
    public void close() {}
  }

  @BeforeEach
  void start() throws IOException {
    write("shop.yaml", ROUTE);
    service = new FolderService(new HoldingGateway(), new RouteTable(false), reports::add);
    watch = new FolderWatch(folder, service::serve, service::stale);
  }

  @AfterEach
  void end() {
    watch.close();
    service.close();
  }

  @Test
  void a_policy_is_shown_with_its_conditions() throws IOException {
    write(
        "limit.yaml",
        """
        apiVersion: sluice.dev/v1alpha1
        kind: RateLimitPolicy
        metadata: {name: calm}
        spec:
          targetRefs:
          - {name: shop, sectionName: all}
          - {name: gone}
          limits:
          - {name: all, requests: 5, per: 1m}
        """);
    service.serve(new FolderReader().read(folder));
    assertThat(reports.remove())
        .containsPattern("default/calm +shop/all \\+ 1 +False TargetNotFound +True")
        .contains("limit.yaml:4: spec: ApiRoute default/gone does not exist");
    assertThat(applied.remove().entries().get(EntryKey.route(SHOP)).toString())
        .contains("LimitPolicy[id=default/calm, generation=1");
  }

  @Test
  void the_table_is_said_once_for_each_change() throws Exception {
    watch.start();
    assertThat(report())
        .isEqualTo(
            """
            ROUTE         HOSTNAMES       RULES  ACCEPTED  RESOLVEDREFS  PROGRAMMED
            default/shop  shop.localhost  1      True      True          True
            """);
    write("shop.yaml", "# the same\n" + ROUTE);
    write("other.yaml", ROUTE.replace("name: shop}", "name: other}"));
    assertThat(report()).contains("default/other").contains("default/shop");
    assertThat(reports).isEmpty();
  }

  @Test
  void a_broken_edit_keeps_the_route_in_service_and_is_named() throws Exception {
    watch.start();
    RoutingSnapshot good = snapshot();
    report();
    write("shop.yaml", ROUTE.replace("body:", "bodi:"));
    assertThat(report())
        .contains("default/shop  shop.localhost  1      False Invalid  True          True")
        .contains("shop.yaml:8: spec.rules[0].respond.bodi: unknown field")
        .contains("generation 1 stays in service");
    assertThat(snapshot()).isEqualTo(good);
    write("shop.yaml", ROUTE.replace("hello", "good day"));
    assertThat(report()).contains("True      True          True").doesNotContain("bodi");
    assertThat(snapshot().revision()).isNotEqualTo(good.revision());
  }

  @Test
  void a_deleted_file_takes_its_routes_along() throws Exception {
    write("other.yaml", ROUTE.replace("name: shop}", "name: other}"));
    watch.start();
    report();
    assertThat(snapshot().entries()).containsKey(EntryKey.route(SHOP));
    Files.delete(folder.resolve("shop.yaml"));
    assertThat(report()).doesNotContain("default/shop");
    assertThat(snapshot().entries()).doesNotContainKey(EntryKey.route(SHOP));
  }

  @Test
  void an_editor_that_replaces_the_file_is_noticed() throws Exception {
    watch.start();
    report();
    Path next = folder.resolve(".shop.yaml.swp");
    Files.writeString(next, ROUTE.replace("shop.localhost", "nice.localhost"));
    Files.move(
        next,
        folder.resolve("shop.yaml"),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    assertThat(report()).contains("nice.localhost");
  }

  @Test
  void what_the_data_plane_rejects_is_not_programmed() throws Exception {
    rejected = Map.of(EntryKey.route(SHOP), "no room");
    watch.start();
    assertThat(report())
        .contains("False Rejected")
        .contains("default/shop Programmed Rejected: no room");
  }

  @Test
  void a_demo_backend_says_what_it_got_and_ends_when_it_is_gone() throws Exception {
    int port = freePort();
    write("demo.yaml", demo(port));
    watch.start();
    report();
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/cart?a=b"))
                    .header("X-User", "7")
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(answer.body())
        .startsWith("backend cart got\n  GET /cart?a=b\n")
        .contains("  x-user: 7\n");
    snapshot();
    Files.delete(folder.resolve("demo.yaml"));
    snapshot();
    write("shop.yaml", ROUTE.replace("hello", "on"));
    // The server was ended before the next snapshot was looked at.
    snapshot();
    new ServerSocket(port).close();
  }

  @Test
  void a_demo_backend_whose_port_is_taken_is_named() throws Exception {
    try (ServerSocket taken = new ServerSocket(0)) {
      write("demo.yaml", demo(taken.getLocalPort()));
      watch.start();
      assertThat(report())
          .contains("demo.yaml:4: spec.port: " + taken.getLocalPort() + " is taken");
    }
  }

  private static String demo(int port) {
    return """
        apiVersion: standalone.sluice.dev/v1alpha1
        kind: DemoBackend
        metadata: {name: cart}
        spec: {port: %d}
        """
        .formatted(port);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private String report() throws InterruptedException {
    String report = reports.poll(20, TimeUnit.SECONDS);
    assertThat(report).as("a report").isNotNull();
    return report;
  }

  private RoutingSnapshot snapshot() throws InterruptedException {
    RoutingSnapshot snapshot = applied.poll(20, TimeUnit.SECONDS);
    assertThat(snapshot).as("a snapshot").isNotNull();
    return snapshot;
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }
}
