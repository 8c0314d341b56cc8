package dev.sluice.bench;

import dev.sluice.operator.compile.Compiler;
import dev.sluice.snapshot.codec.EncodedEntry;
import dev.sluice.snapshot.codec.EncodedSnapshot;
import dev.sluice.snapshot.route.Entry;
import dev.sluice.snapshot.route.RoutingSnapshot;
import dev.sluice.snapshot.wire.RawEntry;
import dev.sluice.snapshot.wire.ToDataPlane;
import dev.sluice.snapshot.wire.Wire;
import dev.sluice.standalone.command.AffinityFile;
import dev.sluice.standalone.command.Judged;
import dev.sluice.standalone.folder.FolderReader;
import dev.sluice.standalone.folder.Shelf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Collection;
import java.util.List;

/**
 * Compiles a folder of manifests into the last-known-good file of a data plane, so that the real
 * data plane can be measured alone, without an operator beside it that uses the same cores.
 */
public final class SnapshotFile {
  private SnapshotFile() {}

  /**
   * @param args the folder of manifests, and the state folder to write to
   */
  public static void main(String[] args) throws IOException {
    Path state = Files.createDirectories(Path.of(args[1]));
    Shelf shelf = Shelf.next(null, new FolderReader().read(Path.of(args[0])));
    Judged judged = Judged.of(shelf, new Compiler(Clock.systemUTC()), null);
    if (!judged.accepted()) {
      judged.diagnostics().stream().limit(10).forEach(System.err::println);
      System.exit(1);
    }
    RoutingSnapshot snapshot =
        judged.compilation().remembers()
            ? judged.with(new AffinityFile(state).read())
            : judged.snapshot();
    byte[] frame = Wire.frame(full(snapshot.entries().values()));
    Files.write(state.resolve("snapshot.json.gz"), frame);
    System.out.println(snapshot.entries().size() + " entries, " + frame.length + " bytes");
  }

  private static ToDataPlane full(Collection<Entry> entries) {
    List<EncodedEntry> encoded = entries.stream().map(EncodedEntry::of).toList();
    return new ToDataPlane.Full(
        EncodedSnapshot.of(encoded).revision(),
        encoded.stream().map(e -> new RawEntry(e.key(), e.json())).toList());
  }
}
