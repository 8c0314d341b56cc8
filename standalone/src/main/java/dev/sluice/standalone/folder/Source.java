package dev.sluice.standalone.folder;

import java.util.Map;

/**
 * Where an object was written.
 *
 * @param file as a person would open it
 * @param line of the object's beginning, from 1
 * @param lines of its fields, by paths such as {@code spec.rules[0].name}
 */
record Source(String file, int line, Map<String, Integer> lines) {
  Source {
    lines = Map.copyOf(lines);
  }

  /** The line of a field, or of the nearest one around it where it is not there. */
  int line(String field) {
    String path = field;
    while (!path.isEmpty()) {
      Integer found = lines.get(path);
      if (found != null) {
        return found;
      }
      path = path.substring(0, Math.max(0, Math.max(path.lastIndexOf('.'), path.lastIndexOf('['))));
    }
    return line;
  }

  Diagnostic diagnostic(String field, String message) {
    return new Diagnostic(file, line(field), field, message);
  }
}
