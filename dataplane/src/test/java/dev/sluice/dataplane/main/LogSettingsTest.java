package dev.sluice.dataplane.main;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

final class LogSettingsTest {
  private final LoggerContext context = new LoggerContext();

  @Test
  void levels_are_what_the_environment_says() {
    LogSettings.set(context, Map.of());
    assertThat(context.getLogger("io.vertx").getEffectiveLevel()).isEqualTo(Level.WARN);
    assertThat(context.getLogger("dev.sluice.x").getEffectiveLevel()).isEqualTo(Level.INFO);
    assertThat(context.getLogger("access").isInfoEnabled()).isFalse();
    context.stop();

    LoggerContext other = new LoggerContext();
    LogSettings.set(
        other,
        Map.of(
            "SLUICE_LOG_LEVEL", "debug",
            "SLUICE_LIBRARY_LOG_LEVEL", "ERROR",
            "SLUICE_ACCESS_LOG", "INFO"));
    assertThat(other.getLogger("io.vertx").isWarnEnabled()).isFalse();
    assertThat(other.getLogger("dev.sluice.x").isDebugEnabled()).isTrue();
    assertThat(other.getLogger("access").isInfoEnabled()).isTrue();
    assertThat(other.getLogger("access").getAppender("access-queue").isStarted()).isTrue();
    other.stop();
  }

  @Test
  void another_process_that_has_a_data_plane_within_keeps_its_own() {
    assertThat(ServiceLoader.load(Configurator.class).stream().map(ServiceLoader.Provider::type))
        .contains(LogSettings.class);
    assertThat(new LogSettings().configure(context))
        .isEqualTo(Configurator.ExecutionStatus.INVOKE_NEXT_IF_ANY);
    assertThat(context.getLogger("root").iteratorForAppenders().hasNext()).isFalse();
  }
}
