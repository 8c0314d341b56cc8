package dev.sluice.standalone.folder;

/**
 * Something that is wrong in the folder.
 *
 * @param line from 1; 0: the file as a whole
 * @param field empty where it is about no field
 */
public record Diagnostic(String file, int line, String field, String message)
    implements Comparable<Diagnostic> {
  @Override
  public int compareTo(Diagnostic other) {
    int byFile = file.compareTo(other.file);
    if (byFile != 0) {
      return byFile;
    }
    int byLine = Integer.compare(line, other.line);
    return byLine != 0 ? byLine : toString().compareTo(other.toString());
  }

  /** {@code routes.yaml:12: spec.rules[0].name: Required value}. */
  @Override
  public String toString() {
    return file
        + (line > 0 ? ":" + line : "")
        + ": "
        + (field.isEmpty() ? "" : field + ": ")
        + message;
  }
}
