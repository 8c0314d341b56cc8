package dev.sluice.standalone.command;

import dev.sluice.standalone.folder.FolderReader;
import dev.sluice.standalone.folder.Reading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder that a person has named. */
final class Folders {
  private Folders() {}

  /**
   * Reads it.
   *
   * @throws Complaint with what is wrong about the folder as such
   */
  static Reading read(Path folder) {
    require(folder);
    Reading reading;
    try {
      reading = new FolderReader().read(folder);
    } catch (IOException e) {
      throw new Complaint(folder + " cannot be read: " + e.getMessage());
    }
    if (reading.files() == 0) {
      throw new Complaint(
          folder + " holds no manifest: put *.yaml files there, or try examples/quickstart");
    }
    return reading;
  }

  static void require(Path folder) {
    if (!Files.exists(folder)) {
      throw new Complaint("there is no folder " + folder);
    }
    if (!Files.isDirectory(folder)) {
      throw new Complaint(folder + " is a file; name the folder that it is in");
    }
  }
}
