package dev.sluice.standalone.command;

import dev.sluice.standalone.folder.FolderReader;
import dev.sluice.standalone.folder.Reading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a folder anew when it has changed. It looks often rather than asks to be told: editors and
 * mounted volumes replace files and whole folders, which notifications lose.
 */
public final class FolderWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FolderWatch.class);
  private static final long LOOK_MILLIS = 150;

  /** What no folder looks like that is there, were it ever so empty. */
  private static final List<Trace> GONE = List.of(new Trace(Path.of(""), -1, -1, null));

  private final Path folder;
  private final Consumer<Reading> readings;
  private final BooleanSupplier stale;
  private final FolderReader reader = new FolderReader();
  private final ScheduledExecutorService thread;
  private @Nullable List<Trace> seen;
  private List<Trace> latest;

  /** What tells that a file is another. */
  private record Trace(Path file, long modifiedNanos, long size, @Nullable Object inode) {}

  /**
   * @param readings called on one thread, which also waits for it
   * @param stale whether what was read must be judged anew, though no file has changed
   */
  public FolderWatch(Path folder, Consumer<Reading> readings, BooleanSupplier stale) {
    this.folder = folder;
    this.readings = readings;
    this.stale = stale;
    this.thread =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread made = new Thread(task, "sluice-folder");
              made.setDaemon(true);
              return made;
            });
    this.latest = List.of();
  }

  /** Begins; the first reading comes at once. */
  public void start() {
    thread.scheduleWithFixedDelay(this::look, 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void look() {
    try {
      List<Trace> now = traces();
      boolean settled = now.equals(latest) || seen == null;
      latest = now;
      // Twice the same: whoever writes several files is done with them.
      if (settled && (!now.equals(seen) || stale.getAsBoolean())) {
        seen = now;
        readings.accept(reader.read(folder));
      }
    } catch (IOException e) {
      latest = GONE;
      if (!GONE.equals(seen)) {
        seen = GONE;
        LOG.warn("{} cannot be read; what was served of it is served on: {}", folder, e.toString());
      }
    } catch (RuntimeException e) {
      if (!thread.isShutdown()) {
        // A bug, and no reason to stop looking.
        LOG.error("reading {}", folder, e);
      }
    }
  }

  private List<Trace> traces() throws IOException {
    List<Trace> traces = new ArrayList<>();
    for (Path file : FolderReader.files(folder)) {
      try {
        BasicFileAttributes of = Files.readAttributes(file, BasicFileAttributes.class);
        traces.add(
            new Trace(
                file, of.lastModifiedTime().to(TimeUnit.NANOSECONDS), of.size(), of.fileKey()));
      } catch (IOException e) {
        // Gone between the two looks: the next one tells.
        traces.add(new Trace(file, 0, 0, null));
      }
    }
    return traces;
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
