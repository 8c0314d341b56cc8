package dev.sluice.standalone.command;

import dev.sluice.standalone.command.Gateway.Ports;
import dev.sluice.standalone.folder.Reading;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice run DIR}. */
@Command(
    name = "run",
    description = "Serves a folder of manifests, and every change to it, until Ctrl-C.",
    sortOptions = false,
    mixinStandardHelpOptions = true)
public final class RunCommand implements Callable<Integer> {
  /** The ports that examples write into the requests they propose. */
  private static final String WRITTEN_PORT = ":8080";

  private static final String WRITTEN_HTTPS_PORT = ":8443";

  @Parameters(paramLabel = "DIR", description = "Folder with manifests.")
  private Path folder = Path.of(".");

  @Option(
      names = "--http-port",
      paramLabel = "PORT",
      description = "Plain HTTP; 0: a free one. Default: ${DEFAULT-VALUE}.")
  private int httpPort = 8080;

  @Option(
      names = "--https-port",
      paramLabel = "PORT",
      description = "HTTPS; 0: a free one. Default: ${DEFAULT-VALUE}.")
  private int httpsPort = 8443;

  @Option(
      names = "--admin-port",
      paramLabel = "PORT",
      description = "/ready and /metrics; 0: a free one. Default: ${DEFAULT-VALUE}.")
  private int adminPort = 9090;

  @Option(
      names = "--state-dir",
      paramLabel = "DIR",
      description =
          "What outlives a restart: the key of affinity cookies. Default: $$XDG_STATE_HOME/sluice,"
              + " or .local/state/sluice at home.")
  private @Nullable Path stateFolder;

  @Spec private CommandSpec spec = CommandSpec.create();

  private final Gateway.Starter starter;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean ending;
  private volatile @Nullable FolderWatch watch;
  private volatile @Nullable FolderService service;

  /**
   * @param starter of the data plane
   */
  public RunCommand(Gateway.Starter starter) {
    this.starter = starter;
  }

  @Override
  public Integer call() throws InterruptedException {
    Reading first = Folders.read(folder);
    try {
      // Before anything that takes time: whoever ends it then means it, and gets no stack trace.
      Runtime.getRuntime().addShutdownHook(new Thread(this::end, "shutdown"));
      serve(first);
    } catch (RuntimeException e) {
      if (!ending && !shuttingDown()) {
        throw e;
      }
    }
    return 0;
  }

  private void serve(Reading first) throws InterruptedException {
    Gateway gateway =
        starter.start(
            new Ports(
                port("--http-port", httpPort),
                port("--https-port", httpsPort),
                port("--admin-port", adminPort)));
    PrintWriter out = spec.commandLine().getOut();
    FolderService made =
        new FolderService(
            gateway,
            new RouteTable(Terminal.colourful()),
            text -> say(out, text),
            new AffinityFile(stateFolder()));
    service = made;
    welcome(out, gateway.ports());
    made.serve(first);
    proposals(out, first, gateway.ports());
    FolderWatch looking = new FolderWatch(folder, made::serve, made::stale);
    watch = looking;
    if (!ending) {
      looking.start();
    }
    ended.await();
  }

  private Path stateFolder() {
    if (stateFolder != null) {
      return stateFolder;
    }
    String home = System.getenv("XDG_STATE_HOME");
    return home == null || home.isBlank()
        ? Path.of(System.getProperty("user.home"), ".local", "state", "sluice")
        : Path.of(home, "sluice");
  }

  private void end() {
    ending = true;
    FolderWatch looking = watch;
    if (looking != null) {
      looking.close();
    }
    FolderService serving = service;
    if (serving != null) {
      serving.close();
    }
    ended.countDown();
  }

  private static boolean shuttingDown() {
    Thread probe = new Thread(() -> {});
    try {
      Runtime.getRuntime().addShutdownHook(probe);
      Runtime.getRuntime().removeShutdownHook(probe);
      return false;
    } catch (IllegalStateException e) {
      return true;
    }
  }

  private static int port(String flag, int port) {
    if (port < 0 || port > 65_535) {
      throw new Complaint(flag + ": a port is a number from 0 to 65535, not " + port);
    }
    return port;
  }

  private void welcome(PrintWriter out, Ports ports) {
    out.println("Sluice serves " + folder);
    out.println("  http   http://localhost:" + ports.http());
    out.println("  https  https://localhost:" + ports.https());
    out.println("  admin  http://localhost:" + ports.admin() + "/ready and /metrics");
    out.flush();
  }

  private static void proposals(PrintWriter out, Reading first, Ports ports) {
    if (!first.tries().isEmpty()) {
      out.println("\nTry:");
      first
          .tries()
          .forEach(
              line ->
                  out.println(
                      "  "
                          + line.replace(WRITTEN_PORT, ":" + ports.http())
                              .replace(WRITTEN_HTTPS_PORT, ":" + ports.https())));
    }
    out.println("\nA change to a file is served at once. Ctrl-C ends.");
    out.flush();
  }

  private static void say(PrintWriter out, String text) {
    out.println("\n" + LocalTime.now().truncatedTo(ChronoUnit.SECONDS));
    out.print(text);
    out.flush();
  }
}
