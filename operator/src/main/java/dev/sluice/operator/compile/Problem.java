package dev.sluice.operator.compile;

import dev.sluice.snapshot.id.RouteId;

/**
 * Something that is wrong with a route.
 *
 * @param rule name of the rule that answers 500 for it; empty where it concerns the whole route
 * @param field such as {@code spec.rules[2].matches[0].path.regex}
 * @param message what is wrong and what to write instead
 */
public record Problem(RouteId route, String rule, String field, Reason reason, String message) {

  /** Why, as the conditions name it. */
  public enum Reason {
    UNKNOWN_GATEWAY("UnknownGateway", true),
    /** The compiler threw on it. */
    INTERNAL_ERROR("InternalError", true),
    NOT_ALLOWED("NotAllowed", true),
    HOSTNAME_CONFLICT("HostnameConflict", true),
    INVALID("Invalid", true),
    REF_NOT_PERMITTED("RefNotPermitted", false),
    BACKEND_NOT_FOUND("BackendNotFound", false),
    PORT_NOT_FOUND("PortNotFound", false),
    SECRET_NOT_FOUND("SecretNotFound", false),
    CONFIG_MAP_NOT_FOUND("ConfigMapNotFound", false),
    INVALID_CERTIFICATE("InvalidCertificate", false),
    /** A document that requests were to be held to; the rule answers 500. */
    INVALID_SCHEMA("InvalidSchema", false),
    /** A limit that protects the rule; the rule answers 500. */
    INVALID_POLICY("InvalidPolicy", false),
    /** A warning: the condition stays true. */
    EXPIRING("ResolvedRefs", false),
    /** A warning: a document demands what nobody checks. */
    UNCHECKED("ResolvedRefs", false);

    private final String text;
    private final boolean aboutRoute;

    Reason(String text, boolean aboutRoute) {
      this.text = text;
      this.aboutRoute = aboutRoute;
    }

    /** As in status. */
    public String text() {
      return text;
    }

    /** Whether nothing is broken, and the condition stays true. */
    boolean warning() {
      return this == EXPIRING || this == UNCHECKED;
    }

    /** True where it is about the route itself (Accepted), false where about what it refers to. */
    public boolean aboutRoute() {
      return aboutRoute;
    }
  }
}
