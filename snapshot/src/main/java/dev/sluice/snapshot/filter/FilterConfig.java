package dev.sluice.snapshot.filter;

/**
 * What one function does to the requests of a rule. A closed set: a new filter fails to compile
 * wherever it is not handled.
 */
public sealed interface FilterConfig
    permits Access,
        Cors,
        RateLimit,
        BodyLimit,
        WebSocketLimit,
        JsonSchemaCheck,
        OpenApiCheck,
        Rewrite,
        RequestEdit,
        ResponseEdit,
        Mirror,
        Faults {
  Phase phase();

  <R> R on(Cases<R> cases);

  /** The cases of {@link FilterConfig}. */
  interface Cases<R> {
    R access(Access access);

    R cors(Cors cors);

    R bodyLimit(BodyLimit limit);

    R webSocketLimit(WebSocketLimit limit);

    R jsonSchemaCheck(JsonSchemaCheck check);

    R openApiCheck(OpenApiCheck check);

    R rewrite(Rewrite rewrite);

    R requestEdit(RequestEdit edit);

    R responseEdit(ResponseEdit edit);

    R rateLimit(RateLimit limit);

    R mirror(Mirror mirror);

    R faults(Faults faults);
  }
}
