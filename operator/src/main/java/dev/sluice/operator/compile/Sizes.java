package dev.sluice.operator.compile;

import io.fabric8.kubernetes.api.model.IntOrString;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Sizes of a spec, in bytes. */
public final class Sizes {
  /** Of what is held as a whole. */
  private static final long MOST = 16 << 20;

  private static final Pattern SIZE = Pattern.compile("([0-9]{1,10})(Ki|Mi|Gi)?");

  private Sizes() {}

  /** Up to 16 MiB: the usual size, and a problem, where it is none. */
  public static int bytes(
      Place place, @Nullable IntOrString size, int usual, List<Problem> problems) {
    if (size == null) {
      return usual;
    }
    long bytes = large(place, size, problems);
    if (bytes > MOST) {
      problems.add(place.invalid("'" + text(size) + "' is too much; write at most 16Mi"));
      return usual;
    }
    return bytes < 0 ? usual : (int) bytes;
  }

  /** Of any size: -1, and a problem, where it is none. */
  public static long large(Place place, IntOrString size, List<Problem> problems) {
    Matcher parts = SIZE.matcher(text(size));
    if (!parts.matches()) {
      problems.add(
          place.invalid(
              "'" + text(size) + "' is no size; write bytes, such as 65536, 64Ki or 1Mi"));
      return -1;
    }
    String unit = parts.group(2) == null ? "" : parts.group(2);
    int shift =
        switch (unit) {
          case "Ki" -> 10;
          case "Mi" -> 20;
          case "Gi" -> 30;
          default -> 0;
        };
    return Long.parseLong(parts.group(1)) << shift;
  }

  private static String text(IntOrString size) {
    return size.getIntVal() == null
        ? String.valueOf(size.getStrVal())
        : size.getIntVal().toString();
  }
}
