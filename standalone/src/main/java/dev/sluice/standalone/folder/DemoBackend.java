package dev.sluice.standalone.folder;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;

/**
 * A small HTTP server on loopback that says its name and what it was asked. It lives with the
 * process that reads the folder, and exists in no cluster.
 */
@Group("standalone.sluice.dev")
@Version("v1alpha1")
public final class DemoBackend extends CustomResource<DemoBackend.Spec, Void>
    implements Namespaced {
  private static final long serialVersionUID = 1L;

  /**
   * What is wanted.
   *
   * @param port on 127.0.0.1, 1 to 65535
   */
  public record Spec(int port) {}
}
