package dev.sluice.e2e.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Everything about a route changes while it is used. */
@WithFleet
final class ChangesIT {
  private static final String HOST = "changes.test";
  private static final int CHANGES = 200;
  private static final int MOST_RULES = 12;

  /** A change is often overtaken by the next; every so often all that went before is awaited. */
  private static final int AWAITED = 20;

  private final Fleet fleet;
  private final Random random = new Random(4);
  private final List<String> services = List.of("alpha", "beta", "gamma");
  private final Map<String, Set<Backend>> behind = new HashMap<>();
  private final List<Rule> rules = new ArrayList<>();
  private final Map<String, Integer> kinds = new HashMap<>();
  private boolean nearer;

  ChangesIT(Fleet fleet) {
    this.fleet = fleet;
  }

  @BeforeEach
  void route() {
    for (String service : services) {
      behind.put(service, new HashSet<>(fleet.backends));
      fleet.cluster.service(service, fleet.backends, fleet.backends);
    }
    rules.add(Rule.backends("load", "/load", "alpha"));
    fleet.cluster.route("changes", HOST, rules);
    fleet.cluster.waitProgrammed("changes");
  }

  @AfterEach
  void remove() {
    fleet.cluster.removeRoute("changes");
    fleet.cluster.removeRoute("nearer");
  }

  @Test
  void two_hundred_changes_under_load_fail_no_request() throws IOException {
    List<Load> loads = new ArrayList<>();
    for (DataPlaneProcess dataPlane : fleet.dataPlanes) {
      loads.add(Load.on(dataPlane, HOST, Load.ECHOED));
    }
    for (int n = 1; n <= CHANGES; n++) {
      change(n);
      if (n % AWAITED == 0) {
        rules.removeIf(rule -> rule.name().equals("version"));
        rules.add(Rule.respond("version", "/version", "after change " + n));
        fleet.cluster.route("changes", HOST, rules);
        fleet.cluster.waitProgrammed("changes");
        for (DataPlaneProcess dataPlane : fleet.dataPlanes) {
          assertThat(Connection.once(dataPlane.httpPort(), HOST, "/version").body())
              .isEqualTo("after change " + n);
        }
      }
    }
    loads.forEach(Load::allServed);
    System.out.println(CHANGES + " changes: " + kinds);
  }

  private void change(int n) {
    String kind =
        switch (random.nextInt(6)) {
          case 0 -> rules.size() < MOST_RULES ? add(n) : removeOne();
          case 1 -> rules.size() > 2 ? removeOne() : add(n);
          case 2 -> reorder();
          case 3 -> swapService();
          case 4 -> nearer();
          default -> endpoints();
        };
    kinds.merge(kind, 1, Integer::sum);
  }

  private String add(int n) {
    rules.add(
        random.nextInt(rules.size() + 1),
        random.nextBoolean()
            ? Rule.respond("added-" + n, "/added-" + n, "added")
            : Rule.backends("added-" + n, "/added-" + n, some()));
    fleet.cluster.route("changes", HOST, rules);
    return "add a rule";
  }

  private String removeOne() {
    List<Rule> others = rules.stream().filter(rule -> !rule.name().equals("load")).toList();
    rules.remove(others.get(random.nextInt(others.size())));
    fleet.cluster.route("changes", HOST, rules);
    return "remove a rule";
  }

  private String reorder() {
    Collections.shuffle(rules, random);
    fleet.cluster.route("changes", HOST, rules);
    return "reorder rules";
  }

  private String swapService() {
    rules.replaceAll(
        rule -> rule.name().equals("load") ? Rule.backends("load", "/load", some()) : rule);
    fleet.cluster.route("changes", HOST, rules);
    return "swap Services";
  }

  /** Another route takes over a part of what is asked, or gives it back. */
  private String nearer() {
    nearer = !nearer;
    if (nearer) {
      fleet.cluster.route("nearer", HOST, Rule.backends("part", "/load/1", some()));
    } else {
      fleet.cluster.removeRoute("nearer");
    }
    return "add or remove a route";
  }

  /** A backend leaves a Service or comes back; one always stays. */
  private String endpoints() {
    String service = services.get(random.nextInt(services.size()));
    Backend backend = fleet.backends.get(random.nextInt(fleet.backends.size()));
    Set<Backend> now = behind.get(service);
    if (now.contains(backend) && now.size() > 1) {
      now.remove(backend);
    } else {
      now.add(backend);
    }
    fleet.cluster.endpoints(service, backend, now.contains(backend));
    return "endpoints";
  }

  private String[] some() {
    List<String> shuffled = new ArrayList<>(services);
    Collections.shuffle(shuffled, random);
    return shuffled.subList(0, 1 + random.nextInt(2)).toArray(String[]::new);
  }
}
