package dev.sluice.e2e.fleet;

import dev.sluice.e2e.fleet.Outage.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * Does harm to a fleet, by lot: in three lanes at a time, to backends, to operators, and to data
 * planes and the API server. In each lane one thing after another, so that of backends, and of data
 * planes, never all are gone.
 */
final class Chaos {
  /** What a part may need to be found again, after it has come back: an ejection, a new dial. */
  private static final long SETTLE = Duration.ofMillis(1_500).toNanos();

  private final Fleet fleet;
  private final List<DataPlaneProcess> dataPlanes;
  private final List<Cable> toBackends;
  private final List<Cable> toOperators;
  private final List<Outage> outages = Collections.synchronizedList(new ArrayList<>());
  private final List<Throwable> bugs = Collections.synchronizedList(new ArrayList<>());
  private final long end;

  /** Harm, and how it is undone. */
  private record Harm(Kind kind, String part, OptionalInt port, Runnable doing, Runnable undoing) {}

  Chaos(
      Fleet fleet,
      List<DataPlaneProcess> dataPlanes,
      List<Cable> toBackends,
      List<Cable> toOperators,
      Duration length) {
    this.fleet = fleet;
    this.dataPlanes = dataPlanes;
    this.toBackends = toBackends;
    this.toOperators = toOperators;
    this.end = System.nanoTime() + length.toNanos();
  }

  /** Returns when its time is over and all is well again. */
  List<Outage> run(long seed) throws InterruptedException {
    List<Thread> lanes =
        List.of(
            lane("backends", new Lots(seed), this::backend),
            lane("operators", new Lots(seed + 1), this::operator),
            lane("data planes", new Lots(seed + 2), this::dataPlane));
    for (Thread lane : lanes) {
      lane.join();
    }
    if (!bugs.isEmpty()) {
      throw new AssertionError("the schedule could not be kept", bugs.get(0));
    }
    return List.copyOf(outages);
  }

  /** The lots of one lane: each kind of harm is drawn before any is drawn again. */
  private static final class Lots {
    final Random random;
    private final List<Integer> left = new ArrayList<>();
    private int rounds;

    Lots(long seed) {
      random = new Random(seed);
    }

    int kind(int kinds) {
      if (left.isEmpty()) {
        rounds++;
        IntStream.range(0, kinds).forEach(left::add);
        Collections.shuffle(left, random);
      }
      return left.remove(left.size() - 1);
    }

    /** On a slow machine this may take longer than the run is long. */
    boolean allDrawn() {
      return rounds > 1 || (rounds == 1 && left.isEmpty());
    }
  }

  /** Draws the next harm. */
  private interface Draw {
    Harm from(Lots lots);
  }

  private Thread lane(String name, Lots lots, Draw draw) {
    Thread thread =
        new Thread(
            () -> {
              try {
                while (System.nanoTime() < end || !lots.allDrawn()) {
                  harm(draw.from(lots), lots.random);
                }
              } catch (RuntimeException | AssertionError e) {
                bugs.add(e);
              }
            },
            "chaos-" + name);
    thread.start();
    return thread;
  }

  private void harm(Harm harm, Random random) {
    long lasts = Duration.ofMillis(300 + random.nextInt(2_000)).toNanos();
    long rest = Duration.ofMillis(200 + random.nextInt(1_500)).toNanos();
    long from = System.nanoTime();
    try {
      harm.doing().run();
      LockSupport.parkNanos(lasts);
    } finally {
      harm.undoing().run();
    }
    // Until the rest is over its failures may still be told of.
    LockSupport.parkNanos(SETTLE);
    outages.add(new Outage(harm.kind(), harm.part(), harm.port(), from, System.nanoTime()));
    LockSupport.parkNanos(rest);
  }

  private Harm backend(Lots lots) {
    int at = lots.random.nextInt(fleet.backends.size());
    Backend backend = fleet.backends.get(at);
    Program program = backend.program();
    Cable cable = toBackends.get(at);
    return switch (lots.kind(4)) {
      case 0 ->
          elsewhere(
              Kind.BACKEND_KILLED,
              backend.name(),
              program::kill,
              () -> {
                program.start();
                backend.awaitReady();
              });
      case 1 -> elsewhere(Kind.BACKEND_PAUSED, backend.name(), program::freeze, program::thaw);
      case 2 -> elsewhere(Kind.BACKEND_CUT_OFF, backend.name(), cable::cut, cable::mend);
      default -> elsewhere(Kind.BACKEND_UNREACHABLE, backend.name(), cable::hold, cable::mend);
    };
  }

  private Harm operator(Lots lots) {
    int at = lots.random.nextInt(fleet.operators.size());
    Fleet.Operator operator = fleet.operators.get(at);
    Program program = operator.program();
    Cable cable = toOperators.get(at);
    return switch (lots.kind(5)) {
      case 0 -> elsewhere(Kind.OPERATOR_KILLED, operator.pod(), program::kill, program::start);
      case 1 -> elsewhere(Kind.OPERATOR_PAUSED, operator.pod(), program::freeze, program::thaw);
      case 2 -> elsewhere(Kind.OPERATOR_CUT_OFF, operator.pod(), cable::cut, cable::mend);
      case 3 -> elsewhere(Kind.OPERATOR_UNREACHABLE, operator.pod(), cable::hold, cable::mend);
      default ->
          elsewhere(
              Kind.BOTH_OPERATORS_KILLED,
              "operators",
              () -> fleet.operators.forEach(each -> each.program().kill()),
              () -> fleet.operators.forEach(each -> each.program().start()));
    };
  }

  private Harm dataPlane(Lots lots) {
    DataPlaneProcess plane = dataPlanes.get(lots.random.nextInt(dataPlanes.size()));
    Program program = plane.program();
    OptionalInt port = OptionalInt.of(plane.httpPort());
    List<DataPlaneProcess> others = dataPlanes.stream().filter(each -> each != plane).toList();
    Runnable back =
        () -> {
          program.start();
          plane.awaitReady();
          fleet.ready(dataPlanes);
        };
    return switch (lots.kind(4)) {
      case 0 ->
          new Harm(
              Kind.DATA_PLANE_KILLED,
              plane.pod(),
              port,
              () -> {
                program.kill();
                fleet.ready(others);
              },
              back);
      case 1 -> new Harm(Kind.DATA_PLANE_PAUSED, plane.pod(), port, program::freeze, program::thaw);
      case 2 ->
          new Harm(
              Kind.DATA_PLANE_RESTARTED,
              plane.pod(),
              port,
              () -> {
                program.terminate();
                plane.awaitDraining();
                fleet.ready(others);
                program.ended(30);
              },
              back);
      default ->
          elsewhere(
              Kind.API_SERVER_STOPPED,
              "kube-apiserver",
              fleet.cluster.api::stopApiServer,
              fleet.cluster.api::startApiServer);
    };
  }

  private static Harm elsewhere(Kind kind, String part, Runnable doing, Runnable undoing) {
    return new Harm(kind, part, OptionalInt.empty(), doing, undoing);
  }
}
