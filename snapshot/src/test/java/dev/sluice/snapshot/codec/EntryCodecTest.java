package dev.sluice.snapshot.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.snapshot.action.Action;
import dev.sluice.snapshot.action.Respond;
import dev.sluice.snapshot.filter.BodyLimit;
import dev.sluice.snapshot.id.RouteId;
import dev.sluice.snapshot.json.JsonReader;
import dev.sluice.snapshot.match.PathMatch;
import dev.sluice.snapshot.match.RequestMatch;
import dev.sluice.snapshot.route.Entry;
import dev.sluice.snapshot.route.Fleet;
import dev.sluice.snapshot.route.Route;
import dev.sluice.snapshot.route.Rule;
import dev.sluice.snapshot.upstream.Endpoint;
import dev.sluice.snapshot.upstream.Timeouts;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class EntryCodecTest {
  @Test
  void what_says_nothing_is_left_out() {
    RequestMatch match =
        new RequestMatch(new PathMatch.Exact("/a"), List.of(), List.of(), List.of(), List.of());
    Rule rule =
        new Rule(
            "one", List.of(match), List.of(), new Respond(204, List.of(), ""), Timeouts.DEFAULT);
    Route route = new Route(new RouteId("web", "shop"), 1, 0, List.of(), null, List.of(rule));
    assertThat(new String(EncodedEntry.of(route).json(), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"generation\":1,\"id\":{\"name\":\"shop\",\"namespace\":\"web\"},\"rules\":["
                + "{\"action\":{\"type\":\"respond\",\"body\":\"\",\"status\":204},"
                + "\"matches\":[{\"path\":{\"type\":\"exact\",\"path\":\"/a\"}}],"
                + "\"name\":\"one\"}]}");
    assertThat(EncodedEntry.of(route).decode()).isEqualTo(route);
  }

  @Test
  void a_list_that_may_be_missing_is_another_one_than_an_empty_one() {
    RequestMatch nobody =
        new RequestMatch(PathMatch.ANY, List.of(), List.of(), List.of(), List.of(), List.of());
    Rule rule =
        new Rule(
            "r", List.of(nobody), List.of(), new Respond(204, List.of(), ""), Timeouts.DEFAULT);
    Route route = new Route(new RouteId("web", "shop"), 1, 0, List.of(), null, List.of(rule));
    assertThat(EncodedEntry.of(route).decode()).isEqualTo(route);
  }

  @Test
  void what_is_wrong_is_said_by_its_place() {
    wrong(Endpoint.class, "{\"address\":\"a\",\"port\":1,\"weight\":2}", "Endpoint");
    wrong(Endpoint.class, "{\"port\":1}", "Endpoint.address is missing");
    wrong(Endpoint.class, "{\"address\":\"a\",\"address\":\"b\",\"port\":1}", "said twice");
    wrong(
        Endpoint.class, "{\"address\":1,\"port\":1}", "Endpoint.address: NUMBER instead of STRING");
    wrong(Endpoint.class, "{\"address\":null,\"port\":1}", "Endpoint.address: NULL");
    wrong(Endpoint.class, "{\"address\":\"a\",\"port\":1.5}", "Endpoint.port");
    wrong(Endpoint.class, "{\"address\":\"a\",\"port\":\"1\"}", "Endpoint.port");
    wrong(Endpoint.class, "[]", "ARRAY instead of OBJECT");
    wrong(Timeouts.class, "{\"idleMillis\":-1}", "a timeout is negative");
    wrong(BodyLimit.class, "{\"maxBytes\":true}", "BodyLimit.maxBytes");
    wrong(Action.class, "{\"status\":200,\"type\":\"respond\"}", "no type");
    wrong(Action.class, "{\"type\":\"reply\",\"status\":200}", "none of");
    wrong(Action.class, "{\"type\":\"broken\",\"problem\":\"x\",\"type\":\"broken\"}", "too many");
    wrong(Route.class, "{\"id\":{\"name\":\"a\",\"name\":\"b\"}}", "RouteId.name is said twice");
  }

  @Test
  void numbers_that_do_not_fit_and_what_follows_an_entry_are_refused() {
    for (String json : List.of("{\"dataPlanes\":99999999999}", "{\"dataPlanes\":1}{}", "{")) {
      assertThatThrownBy(
              () ->
                  EncodedEntry.received(new Fleet(1).key(), json.getBytes(StandardCharsets.UTF_8))
                      .decode())
          .describedAs(json)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  /** Else an operator would find out when the first route uses it. */
  @Test
  void every_type_that_an_entry_can_hold_has_a_form() {
    Set<Type> seen = new HashSet<>();
    reach(Entry.class, seen);
    assertThat(seen).hasSizeGreaterThan(60);
  }

  private static void reach(Type type, Set<Type> seen) {
    if (!seen.add(type)) {
      return;
    }
    assertThat(Forms.of(type)).isNotNull();
    if (type instanceof ParameterizedType generic) {
      for (Type each : generic.getActualTypeArguments()) {
        reach(each, seen);
      }
    } else if (type instanceof Class<?> kind && !(Forms.of(kind) instanceof Scalars.Parsed)) {
      if (kind.isRecord()) {
        for (RecordComponent each : kind.getRecordComponents()) {
          reach(each.getGenericType(), seen);
        }
      } else if (kind.isSealed()) {
        for (Class<?> each : kind.getPermittedSubclasses()) {
          reach(each, seen);
        }
      }
    }
  }

  private static void wrong(Class<?> type, String json, String message) {
    assertThatThrownBy(() -> read(type, json))
        .describedAs(json)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  private static Object read(Class<?> type, String json) {
    return Forms.of(type).read(new JsonReader(json.getBytes(StandardCharsets.UTF_8)), new Shared());
  }
}
