package dev.sluice.standalone.command;

import dev.sluice.snapshot.route.AffinityKeys;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The key of affinity cookies, in a file of its owner's alone: so that clients find their endpoints
 * again after a restart. Several gateways with one file's key understand each other.
 */
public final class AffinityFile {
  private static final Logger LOG = LoggerFactory.getLogger(AffinityFile.class);

  private final Path file;

  /**
   * @param folder where state is kept; made with the first key
   */
  public AffinityFile(Path folder) {
    this.file = folder.resolve("affinity.key");
  }

  /** What the file holds; makes it where there is none. Blocks. */
  public AffinityKeys read() {
    String fresh = AffinityKeys.fresh(new SecureRandom());
    try {
      if (!Files.exists(file)) {
        make(fresh);
      }
      String text = Files.readString(file).strip();
      if (AffinityKeys.fit(text)) {
        return new AffinityKeys(List.of(text));
      }
      LOG.warn("{} holds no key of {} bytes: cookies last until the end", file, AffinityKeys.BYTES);
    } catch (IOException | UnsupportedOperationException e) {
      LOG.warn("{} cannot be used: cookies last until the end", file);
    }
    return new AffinityKeys(List.of(fresh));
  }

  private void make(String key) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Path whole =
        Files.createTempFile(
            file.toAbsolutePath().getParent(),
            "affinity",
            ".new",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      Files.writeString(whole, key + "\n", StandardOpenOption.TRUNCATE_EXISTING);
      // A link fails where another gateway was first; a move would take its key away.
      Files.createLink(file, whole);
    } catch (FileAlreadyExistsException e) {
      // Theirs, then.
    } finally {
      Files.deleteIfExists(whole);
    }
  }
}
