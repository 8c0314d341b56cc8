package dev.sluice.dataplane.main;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tables of messages in files, each of which says at its top how to read it. */
public final class MessageTable {
  private static final Pattern TIMES = Pattern.compile("\\{(\\d+)\\*([^}]*)\\}");

  /** One message; what comes of it is for the test to read. */
  public record Row(int line, String outcome, String rfc, String backend, String message) {
    @Override
    public String toString() {
      String shown = message.length() > 120 ? message.substring(0, 120) + "…" : message;
      return line + ": " + outcome + " by RFC " + rfc + ": " + shown;
    }
  }

  private MessageTable() {}

  public static List<Row> read(String name) throws IOException {
    List<Row> rows = new ArrayList<>();
    try (InputStream in = MessageTable.class.getResourceAsStream(name)) {
      String[] lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n");
      for (int i = 0; i < lines.length; i++) {
        if (!lines[i].isBlank() && !lines[i].startsWith("#")) {
          String[] cells = lines[i].split(" \\| ", 4);
          rows.add(new Row(i + 1, cells[0], cells[1], cells[2], cells[3]));
        }
      }
    }
    return rows;
  }

  static String repeated(String cell) {
    return TIMES
        .matcher(cell)
        .replaceAll(
            found ->
                Matcher.quoteReplacement(found.group(2).repeat(Integer.parseInt(found.group(1)))));
  }

  /** The bytes, as ISO-8859-1, that a cell stands for. */
  public static String bytes(String cell) {
    String all = repeated(cell);
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < all.length(); i++) {
      char c = all.charAt(i);
      if (c == '~') {
        out.append("\r\n");
      } else if (c != '\\') {
        out.append(c);
      } else {
        i++;
        switch (all.charAt(i)) {
          case 'r' -> out.append('\r');
          case 'n' -> out.append('\n');
          case 't' -> out.append('\t');
          case '0' -> out.append('\0');
          case 's' -> out.append(' ');
          case '\\' -> out.append('\\');
          case '~' -> out.append('~');
          case 'x' -> {
            out.append((char) Integer.parseInt(all.substring(i + 1, i + 3), 16));
            i += 2;
          }
          default -> throw new IllegalArgumentException("an escape in " + cell);
        }
      }
    }
    return out.toString();
  }
}
