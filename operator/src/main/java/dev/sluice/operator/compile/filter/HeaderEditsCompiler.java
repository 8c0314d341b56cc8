package dev.sluice.operator.compile.filter;

import dev.sluice.crds.v1alpha1.HeaderEditsSpec;
import dev.sluice.crds.v1alpha1.HeaderSpec;
import dev.sluice.operator.compile.Place;
import dev.sluice.operator.compile.Problem;
import dev.sluice.snapshot.filter.HeaderEdits;
import dev.sluice.snapshot.filter.ValueTemplate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Edits of a header section, of requests and responses alike. */
public final class HeaderEditsCompiler {
  private HeaderEditsCompiler() {}

  public static HeaderEdits compile(
      Place place, HeaderEditsSpec spec, Captured captured, List<Problem> problems) {
    List<HeaderEdits.Header> set = headers(place, "set", spec.set(), captured, problems);
    List<HeaderEdits.Header> add = headers(place, "add", spec.add(), captured, problems);
    List<String> remove = new ArrayList<>();
    for (int i = 0; i < spec.remove().size(); i++) {
      @Nullable String name =
          HeaderNames.check(place.in("remove", i), spec.remove().get(i), problems);
      if (name != null) {
        remove.add(name);
      }
    }
    return new HeaderEdits(set, add, remove);
  }

  /** A list of headers, each of which may stand in it once. */
  public static List<HeaderEdits.Header> headers(
      Place place, String list, List<HeaderSpec> specs, Captured captured, List<Problem> problems) {
    List<HeaderEdits.Header> headers = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < specs.size(); i++) {
      Place at = place.in(list, i);
      @Nullable String name = HeaderNames.check(at.in("name"), specs.get(i).name(), problems);
      @Nullable String text = specs.get(i).value();
      if (text == null) {
        problems.add(at.in("value").invalid("a header needs a value; to take it away use remove"));
        continue;
      }
      @Nullable ValueTemplate value = Values.parse(at.in("value"), text, captured, problems);
      if (name != null && !names.add(name)) {
        problems.add(
            at.in("name").invalid("'" + name + "' stands in the list twice; leave one out"));
      }
      if (name != null && value != null) {
        headers.add(new HeaderEdits.Header(name, value));
      }
    }
    return headers;
  }
}
