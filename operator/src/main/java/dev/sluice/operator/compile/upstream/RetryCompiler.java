package dev.sluice.operator.compile.upstream;

import dev.sluice.crds.v1alpha1.BackoffSpec;
import dev.sluice.crds.v1alpha1.RetrySpec;
import dev.sluice.operator.compile.Durations;
import dev.sluice.operator.compile.Numbers;
import dev.sluice.operator.compile.Place;
import dev.sluice.operator.compile.Problem;
import dev.sluice.operator.compile.Sizes;
import dev.sluice.snapshot.upstream.Retry;
import dev.sluice.snapshot.upstream.Retry.On;
import io.fabric8.kubernetes.api.model.IntOrString;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Compiles {@code retry}. */
final class RetryCompiler {
  private static final int USUAL_BUFFER = 64 << 10;
  private static final List<Integer> USUAL_STATUSES = List.of(503);
  private static final List<String> IDEMPOTENT = List.of("DELETE", "GET", "HEAD", "OPTIONS", "PUT");
  private static final Pattern METHOD = Pattern.compile("[A-Z][-A-Z0-9_]*");

  private RetryCompiler() {}

  static Retry compile(Place place, RetrySpec spec, List<Problem> problems) {
    BackoffSpec backoff = spec.backoff() == null ? new BackoffSpec(null, null) : spec.backoff();
    Place pauses = place.in("backoff");
    long initial = Durations.millis(pauses.in("initial"), backoff.initial(), 25, problems);
    long max = Durations.millis(pauses.in("max"), backoff.max(), Math.max(250, initial), problems);
    if (max < initial) {
      problems.add(
          pauses.in("max").invalid("it is less than backoff.initial; write at least as long"));
    }
    Set<On> on = new TreeSet<>(spec.retryOn().isEmpty() ? List.of(On.values()) : List.of());
    Set<Integer> statuses = new TreeSet<>(spec.retryOn().isEmpty() ? USUAL_STATUSES : List.of());
    for (int i = 0; i < spec.retryOn().size(); i++) {
      on(place.in("retryOn", i), spec.retryOn().get(i), on, statuses, problems);
    }
    return new Retry(
        Numbers.between(place.in("attempts"), spec.attempts(), 0, 10, 1, problems),
        List.copyOf(on),
        List.copyOf(statuses),
        methods(place, spec.methods(), problems),
        initial,
        Math.max(initial, max),
        Numbers.between(place.in("budget"), spec.budget(), 0, 100, 20, problems),
        spec.bufferBody() == null
            ? USUAL_BUFFER
            : Sizes.bytes(place.in("bufferBody"), spec.bufferBody(), USUAL_BUFFER, problems));
  }

  private static void on(
      Place place, IntOrString written, Set<On> on, Set<Integer> statuses, List<Problem> problems) {
    String text =
        written.getIntVal() == null
            ? String.valueOf(written.getStrVal())
            : written.getIntVal().toString();
    if (text.matches("5[0-9][0-9]|409|425|429")) {
      statuses.add(Integer.valueOf(text));
      return;
    }
    for (On each : On.values()) {
      if (text.equals(each.name().toLowerCase(Locale.ROOT).replace('_', '-'))) {
        on.add(each);
        return;
      }
    }
    problems.add(
        place.invalid(
            "'"
                + text
                + "': write connect-failure, refused-stream, reset or timeout, or a status: 409,"
                + " 425, 429 or 500 to 599"));
  }

  private static List<String> methods(Place place, List<String> specs, List<Problem> problems) {
    Set<String> methods = new TreeSet<>(specs.isEmpty() ? IDEMPOTENT : List.of());
    for (int i = 0; i < specs.size(); i++) {
      if (METHOD.matcher(specs.get(i)).matches()) {
        methods.add(specs.get(i));
      } else {
        problems.add(
            place
                .in("methods", i)
                .invalid("'" + specs.get(i) + "' is no method; write it in capitals, such as GET"));
      }
    }
    return List.copyOf(methods);
  }
}
