package dev.sluice.operator.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.net.OpenSSLEngineOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

final class PushPortTest {
  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "there is no other library of BoringSSL here")
  void data_planes_are_served_by_boringssl() {
    assertThat(PushPort.engine()).isInstanceOf(OpenSSLEngineOptions.class);
  }
}
