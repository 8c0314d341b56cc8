package dev.sluice.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.sluice.snapshot.action.Broken;
import dev.sluice.snapshot.id.EntryKey;
import dev.sluice.snapshot.id.RouteId;
import dev.sluice.snapshot.route.Route;
import dev.sluice.snapshot.route.RoutingSnapshot;
import dev.sluice.snapshot.route.Rule;
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
import java.util.ArrayList;
import java.util.List;
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
import org.slf4j.LoggerFactory;

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

  private static final String POLICY =
      """
      apiVersion: sluice.dev/v1alpha1
      kind: RateLimitPolicy
      metadata: {name: calm}
      spec:
        targetRefs: [{name: shop, sectionName: all}]
        limits:
        - {name: all, requests: 5, per: 1m}
      """;

  @TempDir private Path folder;
  @TempDir private Path state;
  private final BlockingQueue<String> reports = new LinkedBlockingQueue<>();
  private final BlockingQueue<RoutingSnapshot> applied = new LinkedBlockingQueue<>();
  private volatile Map<EntryKey, String> rejected = Map.of();
  private Runnable whileApplying = () -> {};
  private FolderService service;
  private FolderWatch watch;

  /** Holds what it is given. */
  private final class HoldingGateway implements Gateway {
    @Override
    public CompletionStage<Map<EntryKey, String>> apply(RoutingSnapshot snapshot) {
      whileApplying.run();
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
    service =
        new FolderService(
            new HoldingGateway(), new RouteTable(false), reports::add, new AffinityFile(state));
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
  void a_policy_that_was_good_holds_on_while_its_edit_is_refused() throws IOException {
    write("limit.yaml", POLICY);
    service.serve(new FolderReader().read(folder));
    RoutingSnapshot good = applied.remove();
    reports.clear();
    write("limit.yaml", POLICY.replace("requests: 5", "requests: many"));
    service.serve(new FolderReader().read(folder));
    assertThat(applied.remove()).isEqualTo(good);
    assertThat(reports.remove()).containsPattern("default/calm +shop/all +False Invalid +True");
  }

  @Test
  void what_a_refused_policy_protects_fails_and_the_rest_is_served() throws IOException {
    write(
        "shop.yaml",
        ROUTE + "  - name: other\n    matches: [{path: {prefix: /o}}]\n    respond: {}\n");
    write("limit.yaml", POLICY.replace("requests: 5", "requests: many"));
    service.serve(new FolderReader().read(folder));
    assertThat(broken(applied.remove(), SHOP)).containsExactly("all");
    assertThat(reports.remove())
        .containsPattern("default/calm +shop/all +False Invalid +False NoTarget")
        .contains("default/shop ResolvedRefs InvalidPolicy: rule all: RateLimitPolicy default/calm")
        .contains("limit.yaml:7: spec.limits[0].requests: ")
        .doesNotContain("needs at least one limit");
    write("limit.yaml", POLICY);
    service.serve(new FolderReader().read(folder));
    assertThat(broken(applied.remove(), SHOP)).isEmpty();
  }

  @Test
  void a_policy_that_does_not_say_whom_it_protects_fails_its_whole_namespace() throws IOException {
    write(
        "other.yaml",
        ROUTE.replace("shop}", "shop, namespace: web}").replace("shop.local", "web.local"));
    write("limit.yaml", POLICY.replace("targetRefs:", "targetRef:"));
    service.serve(new FolderReader().read(folder));
    RoutingSnapshot snapshot = applied.remove();
    assertThat(broken(snapshot, SHOP)).containsExactly("all");
    assertThat(broken(snapshot, new RouteId("web", "shop"))).isEmpty();
  }

  @Test
  void a_policy_whose_target_can_be_nothing_fails_all_that_it_may_mean() throws IOException {
    for (String typo : List.of("{name: shop, sectionName: All}", "{name: shop, sectionName: ''}")) {
      write("limit.yaml", POLICY.replace("{name: shop, sectionName: all}", typo));
      service.serve(new FolderReader().read(folder));
      assertThat(broken(applied.remove(), SHOP)).as(typo).containsExactly("all");
    }
  }

  @Test
  void a_refused_policy_on_trial_fails_nothing() throws IOException {
    write("limit.yaml", POLICY.replace("requests: 5", "requests: many") + "  dryRun: true\n");
    service.serve(new FolderReader().read(folder));
    assertThat(broken(applied.remove(), SHOP)).isEmpty();
    assertThat(reports.remove()).containsPattern("default/calm +shop/all +False Invalid");
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
  void a_folder_that_comes_back_empty_takes_its_routes_along() throws Exception {
    watch.start();
    report();
    snapshot();
    Logger log = (Logger) LoggerFactory.getLogger(FolderWatch.class);
    BlockingQueue<String> said = new LinkedBlockingQueue<>();
    AppenderBase<ILoggingEvent> appender =
        new AppenderBase<>() {
          @Override
          protected void append(ILoggingEvent event) {
            said.add(event.getFormattedMessage());
          }
        };
    appender.start();
    log.addAppender(appender);
    try {
      Path away = folder.resolveSibling(folder.getFileName() + "-away");
      Files.move(folder, away);
      assertThat(said.poll(20, TimeUnit.SECONDS)).contains("is served on");
      assertThat(applied).isEmpty();
      Files.createDirectory(folder);
      assertThat(snapshot().entries()).doesNotContainKey(EntryKey.route(SHOP));
      assertThat(report()).contains("no ApiRoute here");
      Files.delete(away.resolve("shop.yaml"));
      Files.delete(away);
    } finally {
      log.detachAppender(appender);
    }
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
  void a_demo_backend_answers_at_its_old_port_until_no_route_leads_there() throws Exception {
    int old = freePort();
    int other = freePort();
    write("demo.yaml", demo(old));
    service.serve(new FolderReader().read(folder));
    List<String> bodies = new ArrayList<>();
    whileApplying =
        () -> {
          bodies.add(ask(old));
          bodies.add(ask(other));
        };
    write("demo.yaml", demo(other));
    service.serve(new FolderReader().read(folder));
    assertThat(bodies).hasSize(2).allMatch(body -> body.startsWith("backend cart got"));
    new ServerSocket(old).close();
  }

  @Test
  void demo_backends_that_swap_their_ports_answer_all_the_time() throws Exception {
    int one = freePort();
    int two = freePort();
    String second = demo(two).replace("cart", "users");
    write("demo.yaml", demo(one) + "---\n" + second);
    service.serve(new FolderReader().read(folder));
    reports.clear();
    List<String> bodies = new ArrayList<>();
    whileApplying =
        () -> {
          bodies.add(ask(one));
          bodies.add(ask(two));
        };
    write("demo.yaml", demo(two) + "---\n" + demo(one).replace("cart", "users"));
    service.serve(new FolderReader().read(folder));
    assertThat(bodies).hasSize(2).allMatch(body -> body.startsWith("backend "));
    assertThat(ask(one)).startsWith("backend users got");
    assertThat(ask(two)).startsWith("backend cart got");
    assertThat(reports.remove()).doesNotContain("is taken");
  }

  @Test
  void two_demo_backends_of_one_port_are_named() throws Exception {
    int port = freePort();
    write("demo.yaml", demo(port) + "---\n" + demo(port).replace("cart", "users"));
    service.serve(new FolderReader().read(folder));
    assertThat(ask(port)).startsWith("backend cart got");
    assertThat(reports.remove())
        .contains("demo.yaml:9: spec.port: " + port + " is that of DemoBackend default/cart too");
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

  /** The rules that answer 500 for something wrong. */
  private static List<String> broken(RoutingSnapshot snapshot, RouteId id) {
    return ((Route) snapshot.entries().get(EntryKey.route(id)))
        .rules().stream().filter(r -> r.action() instanceof Broken).map(Rule::name).toList();
  }

  private static String ask(int port) {
    try {
      return HttpClient.newHttpClient()
          .send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/")).build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      return e.toString();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
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
