package dev.sluice.dataplane.main;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.status.Status;
import java.util.Map;

/**
 * What a data plane that is a process of its own logs: one JSON object a line. {@code
 * SLUICE_LOG_LEVEL} is the data plane's own level, {@code SLUICE_LIBRARY_LOG_LEVEL} that of what it
 * is made of, {@code SLUICE_ACCESS_LOG=INFO} turns on a line for each request. Full queues drop
 * lines: nothing here may hold up an event loop.
 *
 * <p>In code, for a start that reads a file of XML about it takes a tenth of a second longer.
 */
public final class LogSettings extends ContextAwareBase implements Configurator {
  private static final String PROPERTY = "sluice.log";
  private static final String DATA_PLANE = "dataplane";
  private static final int LINES = 8_192;
  private static final int ACCESS_LINES = 65_536;

  /** Before the first logger. A file that is named to Logback holds instead. */
  static void choose() {
    if (System.getProperty("logback.configurationFile") == null) {
      System.setProperty(PROPERTY, DATA_PLANE);
    }
  }

  /** Within another process, that one's settings hold. */
  @Override
  public ExecutionStatus configure(LoggerContext context) {
    if (!DATA_PLANE.equals(System.getProperty(PROPERTY))) {
      return ExecutionStatus.INVOKE_NEXT_IF_ANY;
    }
    context.getStatusManager().add(LogSettings::say);
    set(context, System.getenv());
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  /**
   * What goes wrong in logging itself, when it does. Where nobody listens Logback looks for it when
   * it has started, for which it reads the rules of all time zones (30 ms).
   */
  private static void say(Status status) {
    if (status.getEffectiveLevel() >= Status.WARN) {
      System.err.println(status);
    }
  }

  static void set(LoggerContext context, Map<String, String> environment) {
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(level(environment, "SLUICE_LIBRARY_LOG_LEVEL", Level.WARN));
    root.addAppender(queued(context, "out", json(context), LINES, LINES / 5));
    context.getLogger("dev.sluice").setLevel(level(environment, "SLUICE_LOG_LEVEL", Level.INFO));
    Logger access = context.getLogger("access");
    access.setAdditive(false);
    access.setLevel(level(environment, "SLUICE_ACCESS_LOG", Level.OFF));
    if (access.getLevel() != Level.OFF) {
      access.addAppender(queued(context, "access", plain(context), ACCESS_LINES, 0));
    }
  }

  private static Level level(Map<String, String> environment, String name, Level usual) {
    return Level.toLevel(environment.get(name), usual);
  }

  private static JsonEncoder json(LoggerContext context) {
    JsonEncoder encoder = new JsonEncoder();
    encoder.setContext(context);
    encoder.setWithSequenceNumber(false);
    encoder.setWithNanoseconds(false);
    encoder.setWithContext(false);
    encoder.setWithMDC(false);
    encoder.setWithArguments(false);
    encoder.setWithMessage(false);
    encoder.setWithFormattedMessage(true);
    return encoder;
  }

  /** A line of the access log is JSON already. */
  private static PatternLayoutEncoder plain(LoggerContext context) {
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern("%msg%n");
    return encoder;
  }

  /**
   * @param spare how many places of the queue are kept for warnings and errors
   */
  private static AsyncAppender queued(
      LoggerContext context, String name, Encoder<ILoggingEvent> encoder, int size, int spare) {
    encoder.start();
    ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
    console.setContext(context);
    console.setName(name);
    console.setEncoder(encoder);
    console.start();
    AsyncAppender queue = new AsyncAppender();
    queue.setContext(context);
    queue.setName(name + "-queue");
    queue.setNeverBlock(true);
    queue.setQueueSize(size);
    queue.setDiscardingThreshold(spare);
    queue.addAppender(console);
    queue.start();
    return queue;
  }
}
