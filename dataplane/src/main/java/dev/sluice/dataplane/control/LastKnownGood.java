package dev.sluice.dataplane.control;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was applied last, in a file: the frame of a whole snapshot, and frames of deltas that lead
 * on from it. It holds private keys: the folder is memory-backed and the file is for its owner
 * alone. No fsync, for what is in memory needs none. Blocks.
 */
final class LastKnownGood {
  private static final Logger LOG = LoggerFactory.getLogger(LastKnownGood.class);
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ALONE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final Path file;
  private final Path draft;

  LastKnownGood(Path folder) {
    this.file = folder.resolve("snapshot.json.gz");
    this.draft = folder.resolve("snapshot.json.gz.new");
  }

  byte @Nullable [] load() {
    try {
      return Files.exists(file) ? Files.readAllBytes(file) : null;
    } catch (IOException e) {
      discard(e.toString());
      return null;
    }
  }

  /** Whole or not at all: a container may be killed at any time. */
  void store(byte[] frame) throws IOException {
    Files.deleteIfExists(draft);
    Files.createFile(draft, OWNER_ALONE);
    Files.write(draft, frame, StandardOpenOption.WRITE);
    try {
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /**
   * One more frame behind those that are there. A container that is killed meanwhile leaves a part
   * of it, which is as good as none.
   *
   * @throws IOException also where there is no file
   */
  void append(byte[] frame) throws IOException {
    Files.write(file, frame, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
  }

  /** A file that is of no use must not be tried again. */
  void discard(String reason) {
    LOG.warn("last-known-good file is damaged and deleted: {}", reason);
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      LOG.warn("last-known-good file cannot be deleted: {}", e.toString());
    }
  }
}
