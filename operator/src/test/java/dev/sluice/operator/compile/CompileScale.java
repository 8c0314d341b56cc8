package dev.sluice.operator.compile;

import dev.sluice.operator.input.Inputs;
import dev.sluice.snapshot.id.RouteId;
import java.time.Clock;
import java.util.Arrays;

/** Prints what compiling costs: {@code CompileScale [routes]}. */
final class CompileScale {
  private CompileScale() {}

  public static void main(String[] args) {
    int count = args.length > 0 ? Integer.parseInt(args[0]) : 10_000;
    Compiler compiler = new Compiler(Clock.systemUTC());
    Inputs inputs = Fleets.routes(count);
    long start = System.nanoTime();
    Compilation compilation = compiler.compile(inputs, null);
    long cold = System.nanoTime() - start;
    start = System.nanoTime();
    compiler.compile(Fleets.routes(count), null);
    long second = System.nanoTime() - start;
    double[] changes = new double[200];
    for (int i = 0; i < changes.length; i++) {
      int n = i * 37 % count;
      inputs = Fleets.edited(inputs, new RouteId("ns" + n % 100, "route" + n));
      start = System.nanoTime();
      compilation = compiler.compile(inputs, compilation);
      changes[i] = (System.nanoTime() - start) / 1e6;
    }
    Arrays.sort(changes);
    System.out.printf(
        "%d routes: cold %.0f ms (fresh process), %.0f ms (second, with the making of inputs);"
            + " one change: median %.2f ms, p99 %.2f ms%n",
        count, cold / 1e6, second / 1e6, changes[100], changes[198]);
  }
}
