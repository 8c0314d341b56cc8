package dev.sluice.standalone.command;

import dev.sluice.operator.compile.Compiler;
import dev.sluice.standalone.folder.Shelf;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice validate DIR}. */
@Command(
    name = "validate",
    description = "Says what status would say; exits 1 where something is not Accepted.",
    mixinStandardHelpOptions = true)
public final class ValidateCommand implements Callable<Integer> {
  @Parameters(paramLabel = "DIR", description = "Folder with manifests.")
  private Path folder = Path.of(".");

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    Judged judged =
        Judged.of(Shelf.next(null, Folders.read(folder)), new Compiler(Clock.systemUTC()), null);
    PrintWriter out = spec.commandLine().getOut();
    out.print(new RouteTable(Terminal.colourful()).of(judged));
    out.flush();
    return judged.accepted() ? 0 : 1;
  }
}
