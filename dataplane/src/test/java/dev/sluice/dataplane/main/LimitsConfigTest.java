package dev.sluice.dataplane.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.dataplane.listener.Limits;
import java.lang.reflect.RecordComponent;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimitsConfigTest {
  private static Limits with(String variable, String value) {
    return DataPlaneConfig.of(Map.of(variable, value)).listener().limits();
  }

  @ParameterizedTest
  @CsvSource({
    "SLUICE_LIMIT_HEAD_BYTES, 4321, head, 4321",
    "SLUICE_LIMIT_REQUEST_LINE_BYTES, 4321, requestLine, 4321",
    "SLUICE_LIMIT_HEADERS, 43, fields, 43",
    "SLUICE_LIMIT_BODY_BYTES, 5000000000, body, 5000000000",
    "SLUICE_LIMIT_STREAMS, 43, streams, 43",
    "SLUICE_LIMIT_CONNECTIONS, 43, connections, 43",
    "SLUICE_LIMIT_HEAD_TIME, 43ms, headMillis, 43",
    "SLUICE_LIMIT_BODY_TIME, 43s, bodyMillis, 43000",
    "SLUICE_LIMIT_BODY_RATE, 43, bodyRate, 43",
    "SLUICE_LIMIT_IDLE_TIME, 2m, idleMillis, 120000",
  })
  void each_variable_is_one_limit_and_no_other(
      String variable, String value, String limit, long expected) throws Exception {
    Limits limits = with(variable, value);
    for (RecordComponent each : Limits.class.getRecordComponents()) {
      Object usual = each.getAccessor().invoke(Limits.DEFAULT);
      Object now = each.getAccessor().invoke(limits);
      if (each.getName().equals(limit)) {
        assertThat(((Number) now).longValue()).isEqualTo(expected);
      } else {
        assertThat(now).as(each.getName()).isEqualTo(usual);
      }
    }
  }

  @Test
  void what_is_no_limit_is_named() {
    assertThatThrownBy(() -> with("SLUICE_LIMIT_STREAMS", "many"))
        .hasMessageContaining("SLUICE_LIMIT_STREAMS");
    assertThatThrownBy(() -> with("SLUICE_LIMIT_STREAMS", "0")).hasMessageContaining("streams");
    assertThatThrownBy(() -> with("SLUICE_LIMIT_IDLE_TIME", "soon"))
        .hasMessageContaining("SLUICE_LIMIT_IDLE_TIME");
  }
}
