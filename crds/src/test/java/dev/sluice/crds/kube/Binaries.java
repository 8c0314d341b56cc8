package dev.sluice.crds.kube;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The folder that holds etcd, kube-apiserver and kubectl: KUBEBUILDER_ASSETS as envtest has it, or
 * one below KUBE_API_TEST_DIR as fabric8's kube-api-test has it.
 */
record Binaries(Path folder) {
  static final String MISSING =
      "needs etcd, kube-apiserver and kubectl: set KUBEBUILDER_ASSETS to their folder, or"
          + " KUBE_API_TEST_DIR";

  static Optional<Binaries> ofEnvironment() {
    return Stream.of("KUBEBUILDER_ASSETS", "KUBE_API_TEST_DIR")
        .map(System::getenv)
        .filter(folder -> folder != null && !folder.isBlank())
        .flatMap(folder -> below(Path.of(folder)))
        .filter(Binaries::complete)
        .findFirst()
        .map(Binaries::new);
  }

  private static Stream<Path> below(Path folder) {
    if (!Files.isDirectory(folder)) {
      return Stream.empty();
    }
    try (Stream<Path> found = Files.walk(folder, 3)) {
      return found.filter(Files::isDirectory).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean complete(Path folder) {
    return Stream.of("etcd", "kube-apiserver", "kubectl")
        .allMatch(name -> Files.isExecutable(folder.resolve(name)));
  }

  String path(String name) {
    return folder.resolve(name).toString();
  }
}
