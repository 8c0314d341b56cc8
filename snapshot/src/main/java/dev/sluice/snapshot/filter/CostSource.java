package dev.sluice.snapshot.filter;

import org.jspecify.annotations.Nullable;

/**
 * The request, and where the cost is told from that the response, which a {@link CostExpression}
 * reads. Names of headers are lower case; -1 is a size that is not known yet.
 */
public interface CostSource {
  String method();

  /** As the client sent it, lower case, without its port. */
  String host();

  /** As the client asked for it, normalised, without the query. */
  String path();

  /** The first of that name, decoded. */
  @Nullable String query(String name);

  @Nullable String header(String name);

  /** Bytes of the request's body. */
  long size();

  String clientAddress();

  /** Asked only of an expression that is {@link CostExpression#later}. */
  int status();

  @Nullable String responseHeader(String name);

  /** Bytes of the response's body, as its head declares them. */
  long responseSize();
}
