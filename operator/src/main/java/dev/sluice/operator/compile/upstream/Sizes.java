package dev.sluice.operator.compile.upstream;

import dev.sluice.operator.compile.Place;
import dev.sluice.operator.compile.Problem;
import io.fabric8.kubernetes.api.model.IntOrString;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Sizes of a spec, in bytes, up to 16 MiB. */
public final class Sizes {
  private static final int MOST = 16 << 20;
  private static final Pattern SIZE = Pattern.compile("([0-9]{1,8})(Ki|Mi)?");

  private Sizes() {}

  /** The usual size, and a problem, where it is none. */
  public static int bytes(
      Place place, @Nullable IntOrString size, int usual, List<Problem> problems) {
    if (size == null) {
      return usual;
    }
    String text =
        size.getIntVal() == null ? String.valueOf(size.getStrVal()) : size.getIntVal().toString();
    Matcher parts = SIZE.matcher(text);
    if (!parts.matches()) {
      problems.add(
          place.invalid("'" + text + "' is no size; write bytes, such as 65536, 64Ki or 1Mi"));
      return usual;
    }
    long unit = parts.group(2) == null ? 1 : parts.group(2).equals("Ki") ? 1 << 10 : 1 << 20;
    long bytes = Long.parseLong(parts.group(1)) * unit;
    if (bytes > MOST) {
      problems.add(place.invalid("'" + text + "' is too much; write at most 16Mi"));
      return usual;
    }
    return (int) bytes;
  }
}
