package dev.sluice.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The launcher itself, in a tree like the project's whose Maven wrapper is a script that takes what
 * this build has made.
 */
final class LauncherTest {
  private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
  private static final String QUICKSTART = PROJECT.resolve("examples/quickstart").toString();

  @TempDir private Path folder;
  private Path root;

  private record Ran(int exit, String out, String err) {}

  @BeforeEach
  void tree() throws IOException {
    root = Files.createDirectory(folder.resolve("a clone"));
    copy(PROJECT.resolve("sluice"), root.resolve("sluice"));
    Files.writeString(root.resolve("pom.xml"), "");
    for (String module : List.of("crds", "snapshot", "operator", "dataplane", "standalone")) {
      Files.createDirectories(root.resolve(module).resolve("src/main"));
      Files.writeString(root.resolve(module).resolve("pom.xml"), "");
    }
    Files.createDirectories(root.resolve("helm/sluice/crds"));
    age(root);
    Path built = Files.createDirectories(folder.resolve("built/lib"));
    jar(Path.of("target/classes"), built.resolveSibling("standalone-0.jar"));
    int i = 0;
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      Path path = Path.of(entry);
      if (path.endsWith("standalone/target/classes") || path.endsWith("test-classes")) {
        continue;
      }
      if (Files.isDirectory(path)) {
        jar(path, built.resolve("classes" + i++ + ".jar"));
      } else if (entry.endsWith(".jar")) {
        Files.copy(path, built.resolve(i++ + path.getFileName().toString()));
      }
    }
    maven(
        "cp -r '"
            + folder.resolve("built")
            + "/.' standalone/target/; echo noise; echo built >>maven.log");
  }

  @Test
  void it_builds_once_and_runs_from_anywhere() throws Exception {
    Ran first = run(folder, Map.of(), root + "/sluice", "validate", QUICKSTART);
    assertThat(first.err())
        .isEqualTo("Building Sluice (the first time it takes a few minutes) ...\n");
    assertThat(first.out()).contains("default/shop  shop.localhost");
    assertThat(first.exit()).isEqualTo(0);
    Files.createSymbolicLink(folder.resolve("link"), root.resolve("sluice"));
    Ran second = run(folder, Map.of(), "./link", "validate", QUICKSTART);
    assertThat(second.err()).isEmpty();
    assertThat(second.out()).isEqualTo(first.out());
    assertThat(Files.readString(root.resolve("maven.log"))).isEqualTo("built\n");
  }

  @Test
  void it_builds_again_what_has_changed() throws Exception {
    run(root, Map.of(), "./sluice", "--version");
    Files.writeString(root.resolve("operator/src/main/New.java"), "");
    Files.setLastModifiedTime(
        root.resolve("operator/src/main/New.java"),
        FileTime.from(Instant.now().plus(Duration.ofSeconds(2))));
    assertThat(run(root, Map.of(), "./sluice", "--version").err())
        .isEqualTo("Building what has changed ...\n");
  }

  @Test
  void the_exit_code_is_the_commands() throws Exception {
    Ran ran = run(root, Map.of(), "./sluice", "validate", "nowhere");
    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).endsWith("sluice: there is no folder nowhere\n");
  }

  @Test
  void a_build_that_fails_says_why() throws Exception {
    maven("echo '[ERROR] no such thing'; exit 1");
    Ran ran = run(root, Map.of(), "./sluice", "--version");
    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).contains("[ERROR] no such thing\n").contains("sluice: the build failed");
  }

  @Test
  void a_java_that_is_too_old_or_not_there_is_named() throws Exception {
    Path old = Files.createDirectories(folder.resolve("jdk/bin")).resolve("java");
    script(old, "echo '    java.specification.version = 1.8' >&2");
    Ran tooOld =
        run(root, Map.of("JAVA_HOME", folder.resolve("jdk").toString()), "./sluice", "--version");
    assertThat(tooOld.exit()).isEqualTo(2);
    assertThat(tooOld.err()).contains("is Java 8; Sluice needs 17 or newer");
    Ran none = run(root, Map.of("JAVA_HOME", "/nowhere"), "./sluice", "--version");
    assertThat(none.err()).contains("JAVA_HOME is /nowhere, and there is no bin/java in it");
  }

  private Ran run(Path in, Map<String, String> environment, String... words) throws Exception {
    Path out = Files.createTempFile(folder, "out", "");
    Path err = Files.createTempFile(folder, "err", "");
    ProcessBuilder builder =
        new ProcessBuilder(words)
            .directory(in.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().keySet().removeIf(k -> k.equals("BASH_ENV") || k.equals("ENV"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new Ran(
        process.exitValue(),
        Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(err, StandardCharsets.UTF_8));
  }

  private void maven(String line) throws IOException {
    script(root.resolve("mvnw"), line);
  }

  private static void script(Path file, String line) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + line + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.copy(from, to);
    Files.setPosixFilePermissions(to, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** What was written just now would count as newer than a build in the same tick of the clock. */
  private static void age(Path root) throws IOException {
    FileTime old = FileTime.from(Instant.now().minus(Duration.ofMinutes(1)));
    List<Path> all = new ArrayList<>();
    try (Stream<Path> paths = Files.walk(root)) {
      paths.forEach(all::add);
    }
    for (Path path : all) {
      Files.setLastModifiedTime(path, old);
    }
  }

  private static void jar(Path classes, Path jar) throws IOException {
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
        Stream<Path> files = Files.walk(classes)) {
      files
          .filter(Files::isRegularFile)
          .forEach(
              file -> {
                try {
                  out.putNextEntry(
                      new JarEntry(classes.relativize(file).toString().replace('\\', '/')));
                  Files.copy(file, out);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
  }
}
