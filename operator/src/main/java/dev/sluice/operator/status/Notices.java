package dev.sluice.operator.status;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes notices as events. An event that cannot be written is lost, and nothing else is. */
final class Notices {
  private static final Logger LOG = LoggerFactory.getLogger(Notices.class);
  private static final int CONFLICT = 409;
  private static final int LONGEST_MESSAGE = 1_024;

  private final KubernetesClient client;
  private final String instance;
  private final Clock clock;

  Notices(KubernetesClient client, String instance, Clock clock) {
    this.client = client;
    this.instance = instance;
    this.clock = clock;
  }

  /** What is new in the words of an object. */
  void write(HasMetadata object, Desired<?> desired) {
    for (Notice notice : Notice.between(desired.before(), desired.now())) {
      @Nullable Long generation = desired.now().get(0).observedGeneration();
      write(object, generation == null ? 0 : generation, notice);
    }
  }

  /** Of an object, of which kind, name, namespace and uid must be known. */
  void write(HasMetadata object, long generation, Notice notice) {
    String namespace = object.getMetadata().getNamespace();
    String of = object.getMetadata().getName();
    String uid = object.getMetadata().getUid();
    String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    Event event =
        new EventBuilder()
            .withNewMetadata()
            .withNamespace(namespace)
            .withName(name(of, uid, generation, notice))
            .endMetadata()
            .withNewInvolvedObject()
            .withApiVersion(HasMetadata.getApiVersion(object.getClass()))
            .withKind(HasMetadata.getKind(object.getClass()))
            .withNamespace(namespace)
            .withName(of)
            .withUid(uid)
            .endInvolvedObject()
            .withType(notice.warning() ? "Warning" : "Normal")
            .withReason(notice.reason())
            .withMessage(brief(notice.message()))
            .withNewSource()
            .withComponent("sluice-operator")
            .endSource()
            .withReportingComponent("sluice-operator")
            .withReportingInstance(instance)
            .withCount(1)
            .withFirstTimestamp(now)
            .withLastTimestamp(now)
            .build();
    try {
      client.resource(event).create();
    } catch (KubernetesClientException e) {
      if (e.getCode() != CONFLICT) {
        LOG.warn("event {} of {}: {}", notice.reason(), of, e.getMessage());
      }
    }
  }

  /** The same thing has the same name, so that it is said once, whoever leads. */
  private static String name(String name, String uid, long generation, Notice notice) {
    String what = uid + generation + notice.reason() + notice.message();
    String hash =
        UUID.nameUUIDFromBytes(what.getBytes(StandardCharsets.UTF_8))
            .toString()
            .replace("-", "")
            .substring(0, 16);
    return (name.length() > 200 ? name.substring(0, 200) : name) + "." + hash;
  }

  private static String brief(String message) {
    return message.length() <= LONGEST_MESSAGE
        ? message
        : message.substring(0, LONGEST_MESSAGE - 1) + "…";
  }
}
