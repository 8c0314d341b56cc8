package dev.sluice.standalone.main;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process itself, told to end. */
class EndTest {
  @Test
  void an_end_in_the_first_instant_leaves_no_stack_trace(@TempDir Path folder) throws Exception {
    Files.writeString(
        folder.resolve("routes.yaml"),
        """
        apiVersion: sluice.dev/v1alpha1
        kind: ApiRoute
        metadata: {name: a}
        spec: {rules: [{name: all, respond: {}}]}
        """);
    File errors = folder.resolve("errors.txt").toFile();
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                "dev.sluice.standalone.main.Main",
                "run",
                folder.toString(),
                "--http-port=0",
                "--https-port=0",
                "--admin-port=0")
            .redirectError(errors)
            .start();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      assertThat(out.readLine()).isEqualTo("Sluice serves " + folder);
      // It has begun to serve, and not done so yet.
      process.toHandle().destroy();
      StringBuilder rest = new StringBuilder();
      out.lines().forEach(line -> rest.append(line).append(' '));
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(rest + Files.readString(errors.toPath()))
          .doesNotContain("Exception")
          .doesNotContain("\tat ");
    } finally {
      process.destroyForcibly();
    }
  }
}
