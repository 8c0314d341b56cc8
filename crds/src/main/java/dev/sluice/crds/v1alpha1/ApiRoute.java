package dev.sluice.crds.v1alpha1;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;
import java.io.Serial;

/** Sends requests for some hostnames to some Services. */
@Group("sluice.dev")
@Version("v1alpha1")
@Kind("ApiRoute")
@Singular("apiroute")
@Plural("apiroutes")
@ShortNames("ar")
public final class ApiRoute extends CustomResource<ApiRouteSpec, ApiRouteStatus>
    implements Namespaced {
  @Serial private static final long serialVersionUID = 1L;
}
