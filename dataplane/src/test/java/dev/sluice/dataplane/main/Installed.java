package dev.sluice.dataplane.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Programs that may be there; where one is not, its test is skipped. */
final class Installed {
  private Installed() {}

  /**
   * What a program had to say.
   *
   * @param text output and errors
   */
  record Said(int exit, String text) {
    String whole() {
      assertThat(exit).as(text).isZero();
      return text;
    }
  }

  /** Runs it to its end, which must be a good one. */
  static String run(String tool, String... arguments) throws Exception {
    return told("", tool, arguments).whole();
  }

  /** Runs it to its end, with that to read. */
  static Said told(String input, String tool, String... arguments) throws Exception {
    return ended(start(tool, arguments), input);
  }

  static Process start(String tool, String... arguments) throws IOException {
    boolean there = false;
    for (String folder : System.getenv("PATH").split(":")) {
      there |= Files.isExecutable(Path.of(folder, tool));
    }
    assumeTrue(there, tool + " is not installed");
    List<String> command = new ArrayList<>(List.of(tool));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  static Said ended(Process process, String input) throws Exception {
    try (var in = process.getOutputStream()) {
      in.write(input.getBytes(StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      // It has ended without.
    }
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    return new Said(process.exitValue(), said);
  }
}
