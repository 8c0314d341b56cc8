package dev.sluice.standalone.folder;

import java.util.List;
import java.util.Map;

/**
 * One object of the folder that an API server would not take.
 *
 * @param content as it was written, good or not
 * @param why never empty
 */
public record Refused(Map<String, Object> content, List<Diagnostic> why) {
  public Refused {
    why = List.copyOf(why);
  }
}
