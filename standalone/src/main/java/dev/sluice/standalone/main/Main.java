package dev.sluice.standalone.main;

import dev.sluice.standalone.command.Complaint;
import dev.sluice.standalone.command.ExplainCommand;
import dev.sluice.standalone.command.RunCommand;
import dev.sluice.standalone.command.ValidateCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** {@code sluice}. */
@Command(
    name = "sluice",
    description = "An API gateway for Kubernetes, here in one process with a folder of manifests.",
    mixinStandardHelpOptions = true,
    version = "sluice 0.1.0-SNAPSHOT",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {HelpCommand.class})
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    // Before the first logger.
    if (System.getProperty("logback.configurationFile") == null) {
      System.setProperty("logback.configurationFile", "dev/sluice/standalone/main/logback.xml");
    }
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .addSubcommand(new RunCommand(InProcess::start))
        .addSubcommand(new ValidateCommand())
        .addSubcommand(new ExplainCommand())
        .setExecutionExceptionHandler(
            (e, command, result) -> {
              if (!(e instanceof Complaint)) {
                throw e;
              }
              command.getErr().println("sluice: " + e.getMessage());
              command.getErr().flush();
              return 2;
            });
  }
}
