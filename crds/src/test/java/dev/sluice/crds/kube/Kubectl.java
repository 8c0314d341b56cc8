package dev.sluice.crds.kube;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** kubectl against one cluster. */
public record Kubectl(String program, Path kubeconfig) {
  /** How a call ended, with what it printed. */
  public record Result(int status, String output) {
    public boolean ok() {
      return status == 0;
    }
  }

  /** Runs it to its end; standard output and error come together. */
  public Result run(String... arguments) {
    return feed("", arguments);
  }

  /** The same, with text on standard input, as for {@code apply -f -}. */
  public Result feed(String input, String... arguments) {
    List<String> command = new ArrayList<>(List.of(program, "--kubeconfig", kubeconfig.toString()));
    command.addAll(List.of(arguments));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      try (var in = process.getOutputStream()) {
        in.write(input.getBytes(StandardCharsets.UTF_8));
      }
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Result(process.waitFor(), output);
    } catch (IOException e) {
      throw new IllegalStateException(String.join(" ", command), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
