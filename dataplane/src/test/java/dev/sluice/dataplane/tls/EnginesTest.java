package dev.sluice.dataplane.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.ssl.OpenSsl;
import io.netty.util.internal.PlatformDependent;
import org.junit.jupiter.api.Test;

class EnginesTest {
  @Test
  void this_machine_has_a_library_if_it_is_one_of_those_that_images_are_for() {
    boolean known =
        PlatformDependent.normalizedOs().equals("linux")
            && PlatformDependent.normalizedArch().matches("x86_64|aarch_64")
            && !PlatformDependent.normalizedLinuxClassifiers().contains("alpine");
    if (known) {
      assertThat(OpenSsl.isAvailable()).as("%s", OpenSsl.unavailabilityCause()).isTrue();
    }
    assertThat(Engines.nativeOne()).isEqualTo(OpenSsl.isAvailable());
  }
}
