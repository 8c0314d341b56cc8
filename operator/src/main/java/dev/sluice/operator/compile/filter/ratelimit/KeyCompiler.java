package dev.sluice.operator.compile.filter.ratelimit;

import dev.sluice.crds.v1alpha1.LimitKeySpec;
import dev.sluice.crds.v1alpha1.PathKeySpec;
import dev.sluice.crds.v1alpha1.SourceKeySpec;
import dev.sluice.operator.compile.Names;
import dev.sluice.operator.compile.Place;
import dev.sluice.operator.compile.Problem;
import dev.sluice.snapshot.filter.LimitKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a limit counts apart. */
final class KeyCompiler {
  private static final int PREFIX4 = 32;
  private static final int PREFIX6 = 64;
  private static final int LONGEST6 = 128;

  private KeyCompiler() {}

  static List<LimitKey> compile(Place limit, List<LimitKeySpec> specs, List<Problem> problems) {
    List<LimitKey> key = new ArrayList<>();
    for (int i = 0; i < specs.size(); i++) {
      @Nullable LimitKey part = part(limit.in("key", i), specs.get(i), problems);
      if (part != null && !key.contains(part)) {
        key.add(part);
      }
    }
    return key;
  }

  private static @Nullable LimitKey part(Place at, LimitKeySpec spec, List<Problem> problems) {
    long set =
        Stream.<@Nullable Object>of(
                spec.source(), spec.header(), spec.cookie(), spec.query(), spec.path())
            .filter(java.util.Objects::nonNull)
            .count();
    if (set != 1) {
      problems.add(
          at.invalid(
              "a part of a key is exactly one of source, header, cookie, query and path, such as"
                  + " source: {}; for a combination write several parts"));
      return null;
    }
    if (spec.source() != null) {
      return source(at.in("source"), spec.source(), problems);
    }
    if (spec.header() != null) {
      @Nullable String name = header(at.in("header"), spec.header(), problems);
      return name == null ? null : new LimitKey.Header(name);
    }
    if (spec.cookie() != null) {
      return new LimitKey.Cookie(spec.cookie());
    }
    if (spec.query() != null) {
      return new LimitKey.Query(spec.query());
    }
    return spec.path() == null ? null : path(at.in("path"), spec.path(), problems);
  }

  private static @Nullable LimitKey source(Place at, SourceKeySpec spec, List<Problem> problems) {
    int prefix4 = spec.prefix4() == null ? PREFIX4 : spec.prefix4();
    int prefix6 = spec.prefix6() == null ? PREFIX6 : spec.prefix6();
    if (prefix4 < 0 || prefix4 > PREFIX4 || prefix6 < 0 || prefix6 > LONGEST6) {
      problems.add(at.invalid("prefix4 is a number from 0 to 32, prefix6 one from 0 to 128"));
      return null;
    }
    return new LimitKey.Source(prefix4, prefix6);
  }

  private static @Nullable LimitKey path(Place at, PathKeySpec spec, List<Problem> problems) {
    if ((spec.capture() == null) == (spec.segment() == null)) {
      problems.add(
          at.invalid(
              "a part of the path is either a capture, such as capture: id, or a segment by its"
                  + " place, such as segment: 1"));
      return null;
    }
    if (spec.capture() != null) {
      return new LimitKey.PathCapture(spec.capture());
    }
    int segment = spec.segment() == null ? 0 : spec.segment();
    if (segment < 0) {
      problems.add(at.in("segment").invalid("the first segment is 0"));
      return null;
    }
    return new LimitKey.PathSegment(segment);
  }

  /** In lower case; null, and a problem, where it is no header name. */
  static @Nullable String header(Place at, @Nullable String name, List<Problem> problems) {
    if (name == null || !Names.token(name)) {
      problems.add(at.invalid("'" + name + "' is no header name; write one such as x-tenant"));
      return null;
    }
    return name.toLowerCase(Locale.ROOT);
  }
}
