package dev.sluice.standalone.folder;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads a folder with all that is below it. Remembers nothing. */
public final class FolderReader {
  private static final String TRY = "# try:";
  private static final int DEEPEST = 16;

  private final ManifestReader manifests = new ManifestReader();

  /** The YAML files, in order; names that begin with a dot are passed over. */
  public static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder, DEEPEST, FileVisitOption.FOLLOW_LINKS)) {
      return all.filter(f -> yaml(f.getFileName().toString()))
          .filter(f -> visible(folder.relativize(f)))
          .filter(Files::isRegularFile)
          .sorted()
          .toList();
    } catch (java.io.UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static boolean yaml(String name) {
    return name.endsWith(".yaml") || name.endsWith(".yml") || name.endsWith(".json");
  }

  private static boolean visible(Path relative) {
    for (Path part : relative) {
      if (part.toString().startsWith(".")) {
        return false;
      }
    }
    return true;
  }

  /**
   * Reads.
   *
   * @throws IOException when the folder itself cannot be listed
   */
  public Reading read(Path folder) throws IOException {
    Gathered gathered = new Gathered();
    List<Path> files = files(folder);
    for (Path file : files) {
      gathered.file(file);
    }
    return new Reading(
        gathered.good,
        gathered.refused,
        gathered.broken,
        gathered.diagnostics,
        files.size(),
        gathered.tries);
  }

  /** What was read so far. */
  private final class Gathered {
    private final Map<ManifestKey, Manifest> good = new HashMap<>();
    private final Map<ManifestKey, Refused> refused = new HashMap<>();
    private final Map<ManifestKey, Source> seen = new HashMap<>();
    private final Set<String> broken = new HashSet<>();
    private final List<Diagnostic> diagnostics = new ArrayList<>();
    private final List<String> tries = new ArrayList<>();

    void file(Path path) {
      String name = path.toString();
      String text = text(path);
      if (text == null) {
        return;
      }
      text.lines()
          .filter(line -> line.startsWith(TRY))
          .forEach(line -> tries.add(line.substring(TRY.length()).strip()));
      YamlFile.Parsed parsed = YamlFile.parse(name, text);
      if (!parsed.diagnostics().isEmpty()) {
        broken.add(name);
        diagnostics.addAll(parsed.diagnostics());
      }
      parsed.documents().forEach(this::document);
    }

    private @Nullable String text(Path path) {
      try {
        return StandardCharsets.UTF_8
            .newDecoder()
            .decode(ByteBuffer.wrap(Files.readAllBytes(path)))
            .toString();
      } catch (CharacterCodingException e) {
        unreadable(path, "is not UTF-8");
      } catch (IOException e) {
        unreadable(path, "cannot be read: " + e.getMessage());
      }
      return null;
    }

    private void unreadable(Path path, String message) {
      broken.add(path.toString());
      diagnostics.add(new Diagnostic(path.toString(), 0, "", message));
    }

    private void document(YamlFile.Document document) {
      ManifestReader.Read read = manifests.read(document);
      diagnostics.addAll(read.diagnostics());
      ManifestKey key = read.key();
      if (key == null) {
        if (!read.diagnostics().isEmpty()) {
          // Whatever it was meant to be, it must not be missed as deleted.
          broken.add(document.source().file());
        }
        return;
      }
      Source other = seen.putIfAbsent(key, document.source());
      if (other != null) {
        diagnostics.add(
            document
                .source()
                .diagnostic(
                    "metadata.name",
                    key
                        + " is in "
                        + other.file()
                        + ":"
                        + other.line()
                        + " too; this one is left out"));
        return;
      }
      Manifest manifest = read.manifest();
      if (manifest != null) {
        good.put(key, manifest);
      } else {
        refused.put(key, new Refused(document.content(), read.diagnostics()));
      }
    }
  }
}
