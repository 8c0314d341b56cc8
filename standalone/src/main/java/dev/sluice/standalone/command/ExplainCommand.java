package dev.sluice.standalone.command;

import dev.sluice.operator.compile.Compiler;
import dev.sluice.snapshot.route.Route;
import dev.sluice.snapshot.route.Rule;
import dev.sluice.snapshot.table.Explanation;
import dev.sluice.snapshot.table.Lookup;
import dev.sluice.snapshot.table.RoutingTable;
import dev.sluice.standalone.folder.Shelf;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice explain DIR 'GET http://shop.localhost/cart'}. */
@Command(
    name = "explain",
    description =
        "Says which rule takes a request, why none before it does, and what the rule does with it.",
    mixinStandardHelpOptions = true)
public final class ExplainCommand implements Callable<Integer> {
  @Parameters(paramLabel = "DIR", description = "Folder with manifests.")
  private Path folder = Path.of(".");

  @Parameters(
      paramLabel = "REQUEST",
      description = "As in 'GET http://shop.localhost/cart?v=1'; the method is GET by default.")
  private String asked = "";

  @Option(
      names = {"-H", "--header"},
      paramLabel = "HEADER",
      description = "A header of the request, as in 'x-canary: 1'.")
  private List<String> headers = List.of();

  @Option(
      names = "--from",
      paramLabel = "ADDRESS",
      description = "The client's address, after trusted proxies; by default ${DEFAULT-VALUE}.")
  private String from = "127.0.0.1";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    AskedRequest request = AskedRequest.of(asked, headers, from);
    Judged judged =
        Judged.of(Shelf.next(null, Folders.read(folder)), new Compiler(Clock.systemUTC()), null);
    List<Route> routes =
        judged.snapshot().entries().values().stream()
            .filter(Route.class::isInstance)
            .map(Route.class::cast)
            .toList();
    RoutingTable<Rule> table = RoutingTable.build(null, routes, (route, rule) -> rule);
    PrintWriter out = spec.commandLine().getOut();
    out.println(request);
    say(table, judged, request, out);
    judged.diagnostics().forEach(d -> out.println("\nNot served as written: " + d));
    out.flush();
    return 0;
  }

  private static void say(
      RoutingTable<Rule> table, Judged judged, AskedRequest request, PrintWriter out) {
    Explanation why = table.explain(request);
    if (why.host() == null) {
      out.println("\nNo route claims the host " + request.host() + ": the answer is 404.");
      return;
    }
    out.println("\nThe host belongs to " + why.host() + "; its matches, the nearest first:");
    int shown = why.winner() < 0 ? why.steps().size() : why.winner() + 1;
    int width = why.steps().stream().mapToInt(s -> s.rule().toString().length()).max().orElse(0);
    for (Explanation.Step step : why.steps().subList(0, shown)) {
      String name = step.rule().toString();
      String reason = step.reason();
      out.println(
          (reason == null ? "  yes  " : "  no   ")
              + name
              + (reason == null ? "" : " ".repeat(width - name.length()) + "  " + reason));
    }
    Lookup<Rule> found = new Lookup<>();
    if (!table.preflight(request, found) && !table.lookup(request, found)) {
      out.println("\nNone takes it: the answer is 404.");
      return;
    }
    out.println("\nWhat it does:");
    Explained.of(judged, request, found).forEach(line -> out.println("  " + line));
  }
}
