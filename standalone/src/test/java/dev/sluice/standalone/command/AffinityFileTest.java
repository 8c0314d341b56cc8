package dev.sluice.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.snapshot.route.AffinityKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AffinityFileTest {
  @TempDir private Path folder;

  @Test
  void the_key_outlives_the_process_and_is_its_owners_alone() throws IOException {
    Path state = folder.resolve("a/b");
    AffinityKeys first = new AffinityFile(state).read();

    assertThat(new AffinityFile(state).read()).isEqualTo(first);
    assertThat(Files.getPosixFilePermissions(state.resolve("affinity.key")))
        .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    try (var files = Files.list(state)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void a_file_that_holds_no_key_is_left_alone_and_a_key_is_made_for_this_run() throws IOException {
    Path file = folder.resolve("affinity.key");
    Files.writeString(file, "short");

    AffinityKeys one = new AffinityFile(folder).read();

    assertThat(one).isNotEqualTo(new AffinityFile(folder).read());
    assertThat(file).hasContent("short");
  }

  @Test
  void a_folder_that_cannot_be_made_leaves_a_key_for_this_run() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");

    assertThat(new AffinityFile(file.resolve("below")).read().keys()).hasSize(1);
  }
}
