package dev.sluice.standalone.folder;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FolderReaderTest {
  private static final String ROUTE =
      """
      apiVersion: sluice.dev/v1alpha1
      kind: ApiRoute
      metadata: {name: shop}
      spec:
        rules:
        - name: all
          respond: {body: hello}
      """;

  @TempDir private Path folder;
  private Shelf shelf;

  @BeforeEach
  void nothing() {
    shelf = null;
  }

  @Test
  void documents_lists_and_sub_folders_are_read() throws IOException {
    write(
        "a.yaml",
        ROUTE
            + """
            ---
            # nothing
            ---
            apiVersion: v1
            kind: List
            items:
            - {apiVersion: v1, kind: Namespace, metadata: {name: web}}
            - apiVersion: v1
              kind: Secret
              metadata: {name: s, namespace: web}
              stringData: {a: b}
            """);
    write("deeper/b.yml", ROUTE.replace("shop", "other"));
    write("notes.txt", "no manifest");
    write(".hidden/c.yaml", "no: manifest");
    Reading reading = read();
    assertThat(reading.diagnostics()).isEmpty();
    assertThat(reading.good().keySet())
        .extracting(ManifestKey::toString)
        .containsExactlyInAnyOrder(
            "ApiRoute default/shop", "ApiRoute default/other", "Namespace /web", "Secret web/s");
  }

  @Test
  void a_diagnostic_names_file_line_and_field() throws IOException {
    write(
        "a.yaml", "---\n" + ROUTE.replace("respond: {body: hello}", "respond:\n      bodi: hello"));
    assertThat(diagnostics())
        .isEqualTo(
            "a.yaml:9: spec.rules[0].respond.bodi: unknown field \"spec.rules[0].respond.bodi\"; did you mean \"body\"?\n");
  }

  @Test
  void a_list_keeps_the_lines_of_its_items() throws IOException {
    write(
        "a.yaml",
        """
        kind: List
        apiVersion: v1
        items:
        - apiVersion: v1
          kind: Service
          metadata: {name: cart}
          spec:
            ports:
            - port: 99999
        """);
    assertThat(diagnostics())
        .isEqualTo("a.yaml:9: spec.ports[0].port: must be between 1 and 65535\n");
  }

  @Test
  void broken_yaml_is_named_by_its_line() throws IOException {
    write("a.yaml", ROUTE + "  broken: [\n");
    assertThat(diagnostics()).startsWith("a.yaml:9: no YAML: ");
  }

  @Test
  void a_key_that_is_there_twice_is_named() throws IOException {
    write("a.yaml", ROUTE + "spec: {}\n");
    assertThat(diagnostics()).isEqualTo("a.yaml:8: spec: is there twice; leave one of them out\n");
  }

  @Test
  void kinds_that_are_not_read_are_named() throws IOException {
    write("a.yaml", "apiVersion: v1\nkind: Servise\nmetadata: {name: a}\n");
    write("b.yaml", "apiVersion: sluice.dev/v1alpha1\nkind: Policy\nmetadata: {name: a}\n");
    write("c.yaml", "apiVersion: sluice.dev/v1\nkind: ApiRoute\nmetadata: {name: a}\n");
    assertThat(diagnostics())
        .isEqualTo(
            """
            a.yaml:2: kind: "Servise" is not read from a folder; did you mean "Service"?
            b.yaml:2: kind: "Policy" is not read from a folder; kinds that are: ApiRoute, RateLimitPolicy, Service, EndpointSlice, Secret, ConfigMap, Namespace, ReferenceGrant, DemoBackend
            c.yaml:1: apiVersion: "sluice.dev/v1" has no such kind here; ApiRoute is of sluice.dev/v1alpha1
            """);
  }

  @Test
  void what_belongs_to_others_is_passed_over() throws IOException {
    write("a.yaml", "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\n---\n" + ROUTE);
    assertThat(diagnostics()).isEmpty();
    assertThat(read().good()).hasSize(1);
  }

  @Test
  void the_second_object_of_a_name_is_left_out() throws IOException {
    write("a.yaml", ROUTE);
    write("b.yaml", ROUTE);
    assertThat(diagnostics())
        .isEqualTo(
            "b.yaml:3: metadata.name: ApiRoute default/shop is in "
                + folder.resolve("a.yaml")
                + ":1 too; this one is left out\n");
  }

  @Test
  void a_secret_that_is_not_base64_is_not_quoted() throws IOException {
    write(
        "a.yaml",
        "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata:\n  tls.key: hush$hush=a\n");
    assertThat(diagnostics()).contains("a.yaml:5: data.tls.key: ").doesNotContain("hush$");
  }

  @Test
  void a_broken_edit_keeps_what_worked() throws IOException {
    write("a.yaml", ROUTE);
    shelve();
    write("a.yaml", ROUTE.replace("rules:", "rulez:"));
    shelve();
    assertThat(shelf.manifests()).hasSize(1);
    assertThat(shelf.stale()).hasSize(1);
    write("a.yaml", "{");
    shelve();
    assertThat(shelf.manifests()).hasSize(1);
    assertThat(shelf.stale()).hasSize(1);
    write("a.yaml", ROUTE);
    shelve();
    assertThat(shelf.stale()).isEmpty();
    assertThat(shelf.generations()).containsValue(1L);
  }

  @Test
  void what_is_deleted_leaves_while_another_file_is_broken() throws IOException {
    write("a.yaml", ROUTE);
    write("b.yaml", ROUTE.replace("shop", "other"));
    shelve();
    write("a.yaml", "{");
    Files.delete(folder.resolve("b.yaml"));
    shelve();
    assertThat(shelf.manifests().keySet())
        .extracting(ManifestKey::toString)
        .containsExactly("ApiRoute default/shop");
  }

  @Test
  void a_change_of_spec_is_a_generation_and_a_move_is_none() throws IOException {
    write("a.yaml", ROUTE);
    shelve();
    write("a.yaml", "# a comment\n" + ROUTE);
    shelve();
    assertThat(shelf.generations()).containsValue(1L);
    write("a.yaml", ROUTE.replace("hello", "good day"));
    shelve();
    assertThat(shelf.generations()).containsValue(2L);
  }

  private void shelve() throws IOException {
    shelf = Shelf.next(shelf, read());
  }

  private Reading read() throws IOException {
    return new FolderReader().read(folder);
  }

  private String diagnostics() throws IOException {
    StringBuilder text = new StringBuilder();
    read()
        .diagnostics()
        .forEach(
            f -> text.append(f.toString().substring(folder.toString().length() + 1)).append('\n'));
    return text.toString();
  }

  private void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
