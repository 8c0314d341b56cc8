package dev.sluice.operator.compile;

import dev.sluice.operator.input.Inputs;
import dev.sluice.snapshot.id.RouteId;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.util.Arrays;

/** Prints what compiling costs: {@code CompileScale [routes]}. */
final class CompileScale {
  private CompileScale() {}

  /** CPU time, so that the figures hold on a machine that is busy with other things. */
  private static long cpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  public static void main(String[] args) {
    int count = args.length > 0 ? Integer.parseInt(args[0]) : 10_000;
    Compiler compiler = new Compiler(Clock.systemUTC());
    Inputs inputs = Fleets.routes(count);
    Inputs again = Fleets.routes(count);
    long start = cpu();
    Compilation compilation = compiler.compile(inputs, null);
    long cold = cpu() - start;
    start = cpu();
    compiler.compile(again, null);
    long second = cpu() - start;
    double[] changes = new double[200];
    for (int i = 0; i < changes.length; i++) {
      int n = i * 37 % count;
      inputs = Fleets.edited(inputs, new RouteId("ns" + n % 100, "route" + n));
      start = cpu();
      compilation = compiler.compile(inputs, compilation);
      changes[i] = (cpu() - start) / 1e6;
    }
    Arrays.sort(changes);
    System.out.printf(
        "%d routes, CPU time: cold %.0f ms (fresh process), %.0f ms (second);"
            + " one change: median %.2f ms, p99 %.2f ms%n",
        count, cold / 1e6, second / 1e6, changes[100], changes[198]);
  }
}
