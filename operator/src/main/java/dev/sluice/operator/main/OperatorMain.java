package dev.sluice.operator.main;

import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;

/** Starts an operator and ends it at SIGTERM. */
public final class OperatorMain {
  private OperatorMain() {}

  /** Before the first logger: in one process with a data plane, its own settings hold. */
  static void setUpLog() {
    if (System.getProperty("logback.configurationFile") == null) {
      System.setProperty("logback.configurationFile", "dev/sluice/operator/main/logback.xml");
    }
  }

  public static void main(String[] arguments) {
    setUpLog();
    OperatorConfig config = OperatorConfig.of(System.getenv());
    KubernetesClient client =
        new KubernetesClientBuilder()
            .withConfig(
                new ConfigBuilder()
                    // Everything here tries again by itself, and soon: the client's own ten tries
                    // would hide a lost lease for minutes.
                    .withRequestRetryBackoffLimit(1)
                    .withRequestTimeout(10_000)
                    .withConnectionTimeout(5_000)
                    .build())
            .build();
    Operator operator = Operator.start(config, client);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  operator.close();
                  client.close();
                },
                "shutdown"));
  }
}
