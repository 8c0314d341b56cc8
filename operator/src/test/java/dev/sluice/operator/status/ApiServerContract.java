package dev.sluice.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.crds.v1alpha1.ApiRoute;
import dev.sluice.crds.v1alpha1.ConditionStatus;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What leading and telling ask of an API server, be it a real one or fabric8's. Statuses themselves
 * are written by server-side apply, which fabric8's does not know: those are for the real one.
 */
abstract class ApiServerContract {
  private static final String NAMESPACE = "default";

  private final List<Leadership> replicas = Collections.synchronizedList(new ArrayList<>());
  private final BlockingQueue<String> turns = new LinkedBlockingQueue<>();

  abstract KubernetesClient client();

  @AfterEach
  void stop() {
    List.copyOf(replicas).forEach(Leadership::close);
    client().leases().inNamespace(NAMESPACE).withName("lease").delete();
    client().v1().events().inNamespace(NAMESPACE).delete();
  }

  private Leadership replica(String name) {
    Leadership.Term term =
        new Leadership.Term(
            NAMESPACE,
            "lease",
            name,
            Duration.ofSeconds(4),
            Duration.ofSeconds(3),
            Duration.ofMillis(200));
    Leadership replica =
        new Leadership(client(), term, leads -> turns.add(name + (leads ? " leads" : " ends")));
    replicas.add(replica);
    replica.start();
    return replica;
  }

  private String turn() throws InterruptedException {
    return turns.poll(20, TimeUnit.SECONDS);
  }

  private String holder() {
    return client()
        .leases()
        .inNamespace(NAMESPACE)
        .withName("lease")
        .get()
        .getSpec()
        .getHolderIdentity();
  }

  @Test
  void one_leads_and_the_other_takes_over_when_it_gives_the_lease_back()
      throws InterruptedException {
    Leadership first = replica("first");
    assertThat(turn()).isEqualTo("first leads");
    Leadership second = replica("second");
    assertThat(turns.poll(1, TimeUnit.SECONDS)).as("who has the lease keeps it").isNull();
    assertThat(holder()).isEqualTo("first");

    first.close();
    assertThat(turn()).isEqualTo("first ends");
    assertThat(turn()).isEqualTo("second leads");
    assertThat(holder()).isEqualTo("second");
    assertThat(first.leading()).isFalse();
    assertThat(second.leading()).isTrue();
  }

  @Test
  void whose_lease_another_took_ends_and_tries_again() throws InterruptedException {
    Leadership only = replica("only");
    assertThat(turn()).isEqualTo("only leads");
    steal();
    assertThat(turn()).isEqualTo("only ends");
    // The stranger never renews.
    assertThat(turn()).isEqualTo("only leads");
    assertThat(only.leading()).isTrue();
  }

  /** Between two renewals of its holder, which are what a conflict is with. */
  private void steal() {
    for (int n = 0; n < 50; n++) {
      try {
        client()
            .leases()
            .inNamespace(NAMESPACE)
            .withName("lease")
            .edit(
                lease -> {
                  lease.getSpec().setHolderIdentity("a stranger");
                  return lease;
                });
        return;
      } catch (KubernetesClientException e) {
        assertThat(e.getCode()).isEqualTo(409);
      }
    }
    throw new AssertionError("the holder was quicker each time");
  }

  @Test
  void the_same_thing_is_said_once_whoever_says_it() {
    Desired<Object> refused =
        new Desired<>(new Object(), null, null, List.of(condition()), true, null);
    ApiRoute route = new ApiRoute();
    route.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(NAMESPACE)
            .withName("shop")
            .withUid("uid-shop")
            .build());
    Clock clock = Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);
    new Notices(client(), "operator-1", clock).write(route, refused);
    new Notices(client(), "operator-2", clock).write(route, refused);

    List<Event> events = client().v1().events().inNamespace(NAMESPACE).list().getItems();
    assertThat(events)
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.getInvolvedObject().getUid()).isEqualTo("uid-shop");
              assertThat(event.getInvolvedObject().getKind()).isEqualTo("ApiRoute");
              assertThat(event.getType()).isEqualTo("Warning");
              assertThat(event.getReason()).isEqualTo("Invalid");
              assertThat(event.getMessage()).isEqualTo("rule cart: no such port");
              assertThat(event.getReportingInstance()).isEqualTo("operator-1");
            });
  }

  private static ConditionStatus condition() {
    return new ConditionStatus(
        Statuses.ACCEPTED,
        "False",
        1L,
        "2026-01-01T00:00:00Z",
        "Invalid",
        "rule cart: no such port");
  }
}
