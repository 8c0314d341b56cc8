package dev.sluice.standalone;

import dev.sluice.standalone.folder.FolderReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A request that an example proposes ({@code # try:}), and what its answer holds ({@code # says:}).
 *
 * @param request a curl command
 */
public record Proposal(String request, List<String> answer) {
  private static final String TRY = "# try: ";
  private static final String SAYS = "# says: ";

  /** Those of a folder and of all below it, in order. */
  public static List<Proposal> of(Path folder) throws IOException {
    List<Proposal> all = new ArrayList<>();
    for (Path file : FolderReader.files(folder)) {
      for (String line : Files.readAllLines(file)) {
        if (line.startsWith(TRY)) {
          all.add(new Proposal(line.substring(TRY.length()), new ArrayList<>()));
        } else if (line.startsWith(SAYS)) {
          all.get(all.size() - 1).answer().add(line.substring(SAYS.length()));
        }
      }
    }
    return all;
  }
}
