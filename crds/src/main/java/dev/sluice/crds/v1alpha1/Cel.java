package dev.sluice.crds.v1alpha1;

/**
 * CEL expressions, and what to tell the person whose object they refuse, that several fields share.
 */
final class Cel {
  static final String DURATION = "self.matches('" + GoDuration.PATTERN + "')";
  static final String DURATION_MESSAGE =
      "write a duration with its unit, such as 250ms, 5s or 1m30s; 0s means no limit";

  static final String DURATION_NONE_MESSAGE =
      "write a duration with its unit, such as 250ms, 5s or 1m30s; 0s means none";

  static final String POSITIVE_DURATION = DURATION + " && self.matches('[1-9]')";
  static final String POSITIVE_DURATION_MESSAGE =
      "write a duration above zero with its unit, such as 250ms, 5s or 1m30s";

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

  /** Name of an object such as a Secret. */
  static final String OBJECT = "self.matches('^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$')";

  static final String OBJECT_MESSAGE =
      "write the object's name alone: lower-case letters, digits, '-' and '.', such as internal-ca";

  static final String DATA_KEY = "self.matches('^[-._A-Za-z0-9]+$')";
  static final String DATA_KEY_MESSAGE =
      "write a key of the object's data: letters, digits, '-', '_' and '.', such as ca.crt";

  /**
   * A header that is edited as any other: Host has a field of its own, framing belongs to the hop.
   */
  static final String EDITABLE =
      "self.matches('^[-A-Za-z0-9!#$%&*+.^_`|~]+$') && !(self.lowerAscii() in ['host',"
          + " 'connection', 'keep-alive', 'proxy-connection',"
          + " 'transfer-encoding', 'content-length', 'upgrade', 'te', 'trailer'])";

  static final String EDITABLE_MESSAGE =
      "write a header name without ':' and spaces, such as x-request-id; for host write"
          + " rewrite.hostname, and leave out what belongs to one connection or to framing";

  static final String HEADER = "self.matches('^[-A-Za-z0-9!#$%&*+.^_`|~]+$')";
  static final String HEADER_MESSAGE =
      "write a header name without ':' and spaces, such as x-tenant";

  static final String RANGE_PATTERN =
      "^([0-9]+[.][0-9.]+|[0-9a-fA-F]*:[0-9a-fA-F:.]*)(/[0-9]{1,3})?$";
  static final String RANGE = "self.matches('" + RANGE_PATTERN + "')";
  static final String RANGE_MESSAGE =
      "write a range of addresses, such as 10.0.0.0/8 or fd00::/8, or a single address";

  static final String ORIGIN =
      "self.matches('^([*]|[a-zA-Z][-a-zA-Z0-9+.]*://([*][.])?([-a-zA-Z0-9_.]+|[[][0-9a-fA-F:.]+[]])"
          + "(:([0-9]{1,5}|[*]))?)$')";
  static final String ORIGIN_MESSAGE =
      "write a scheme and a host without a path, such as https://app.example.com,"
          + " https://*.example.com or http://localhost:3000; * stands for every origin";

  static final String CAPTURE = "self.matches('^[A-Za-z0-9_-]+$')";
  static final String CAPTURE_MESSAGE =
      "write the name of a capture without braces, such as id for path: {template: /users/{id}}";

  /** Bounded here, as CEL has no durations of days. */
  static final String PERIOD =
      "self.matches('^([1-9][0-9]{0,5}s|[1-9][0-9]{0,3}m|([1-9][0-9]?|[1-6][0-9][0-9]|7[0-3][0-9]"
          + "|74[0-4])h|([1-9]|[12][0-9]|3[01])d)$')";

  static final String PERIOD_MESSAGE =
      "write one whole number with its unit s, m, h or d, from 1s to 31d, such as 10s, 1m or 24h";

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
