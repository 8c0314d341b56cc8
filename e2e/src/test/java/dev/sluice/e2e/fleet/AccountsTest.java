package dev.sluice.e2e.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.e2e.fleet.Outage.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

final class AccountsTest {
  private static final int PORT = 8080;

  private static boolean excused(Load.Failure failure, Outage... outages) {
    return Accounts.of(List.of(failure), List.of(outages)).unexcused().isEmpty();
  }

  private static Load.Failure failure(String method, long begun, long ended, boolean answered) {
    return failure(method, begun, ended, answered ? 502 : 0);
  }

  private static Load.Failure failure(String method, long begun, long ended, int status) {
    return new Load.Failure(
        new Load.Asked(method, "/load/1", "", begun), PORT, ended, status, "words");
  }

  @Test
  void a_wrong_answer_is_never_excused() {
    Outage[] everything =
        Arrays.stream(Kind.values()).map(kind -> outage(kind, PORT)).toArray(Outage[]::new);
    for (int status : new int[] {200, 400, 404, 500, Load.Failure.GARBAGE}) {
      assertThat(excused(failure("POST", 12, 13, status), everything)).as("" + status).isFalse();
    }
  }

  private static Outage outage(Kind kind, int port) {
    return new Outage(kind, "part", port == 0 ? OptionalInt.empty() : OptionalInt.of(port), 10, 20);
  }

  @Test
  void a_get_is_excused_by_nothing_but_the_end_of_its_own_data_plane() {
    Outage[] everything =
        Arrays.stream(Kind.values()).map(kind -> outage(kind, PORT)).toArray(Outage[]::new);
    assertThat(excused(failure("GET", 12, 13, true), everything)).isFalse();
    assertThat(excused(failure("GET", 12, 13, false), outage(Kind.DATA_PLANE_KILLED, PORT)))
        .isTrue();
    assertThat(excused(failure("GET", 12, 13, false), outage(Kind.DATA_PLANE_KILLED, 9))).isFalse();
    assertThat(excused(failure("GET", 12, 13, false), outage(Kind.DATA_PLANE_RESTARTED, PORT)))
        .isFalse();
    assertThat(excused(failure("GET", 12, 13, false), outage(Kind.BACKEND_KILLED, 0))).isFalse();
  }

  @Test
  void a_post_is_excused_by_a_backend_that_was_gone_meanwhile() {
    assertThat(excused(failure("POST", 12, 13, true), outage(Kind.BACKEND_CUT_OFF, 0))).isTrue();
    assertThat(excused(failure("POST", 5, 9, true), outage(Kind.BACKEND_CUT_OFF, 0))).isFalse();
    assertThat(excused(failure("POST", 21, 22, true), outage(Kind.BACKEND_CUT_OFF, 0))).isFalse();
    assertThat(excused(failure("POST", 12, 13, true), outage(Kind.OPERATOR_KILLED, 0))).isFalse();
    assertThat(excused(failure("POST", 12, 13, true), outage(Kind.API_SERVER_STOPPED, 0)))
        .isFalse();
  }
}
