package dev.sluice.crds.v1alpha1;

/**
 * CEL expressions, and what to tell the person whose object they refuse, that several fields share.
 */
final class Cel {
  static final String DURATION = "self.matches('" + GoDuration.PATTERN + "')";
  static final String DURATION_MESSAGE =
      "write a duration with its unit, such as 250ms, 5s or 1m30s; 0s means no limit";

  static final String HOSTNAME =
      "self.matches('^[a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)*$')";
  static final String HOSTNAME_MESSAGE =
      "write a lower-case hostname without scheme, port, path or wildcard, such as"
          + " shop.example.com";

  static final String HOSTNAME_OR_WILDCARD =
      "self.matches('^([*][.])?[a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)*$')";
  static final String HOSTNAME_OR_WILDCARD_MESSAGE =
      "write a lower-case hostname without scheme, port or path; a wildcard is only the whole first"
          + " label: shop.example.com or *.example.com; for every host leave hostnames out";

  static final String LABEL = "self.matches('^[a-z0-9]([-a-z0-9]*[a-z0-9])?$')";
  static final String LABEL_MESSAGE =
      "write lower-case letters, digits and '-', beginning and ending with a letter or digit, such"
          + " as cart-v2";

  /**
   * A header that is edited as any other: Host has a field of its own, framing belongs to the hop.
   */
  static final String EDITABLE =
      "self.matches('^[-A-Za-z0-9!#$%&*+.^_`|~]+$') && !(self.lowerAscii() in ['host',"
          + " 'connection',"
          + " 'transfer-encoding', 'content-length', 'upgrade', 'te', 'trailer'])";

  static final String EDITABLE_MESSAGE =
      "write a header name without ':' and spaces, such as x-request-id; for host write"
          + " rewrite.hostname, and leave out what belongs to one connection or to framing";

  static final String ABSOLUTE =
      "self.startsWith('/') && !self.contains('?') && !self.contains('#')";
  static final String ABSOLUTE_MESSAGE =
      "write a path that starts with '/' and has no query or fragment, such as /cart";

  static final String LITERAL_PATH = ABSOLUTE + " && !self.contains('{')";
  static final String LITERAL_PATH_MESSAGE =
      "write a path that starts with '/' and has no query, fragment or braces, such as /cart; for"
          + " captures use template: /users/{id}";

  static final String TEMPLATE =
      "self.matches('^(/([^/{}?#]*|[{][A-Za-z0-9_-]+[}]))*(/[{][A-Za-z0-9_-]+=[*][*][}])?$') &&"
          + " self.startsWith('/')";
  static final String TEMPLATE_MESSAGE =
      "write a path that starts with '/', in which a capture is a whole segment: /users/{id}; the"
          + " last one may take all that is left: /files/{rest=**}";

  private Cel() {}
}
