package dev.sluice.snapshot.action;

/**
 * What a rule does with a request. A closed set: a new action fails to compile where it is not
 * handled.
 */
public sealed interface Action permits Proxy, Redirect, Respond, Broken {
  <R> R on(Cases<R> cases);

  /** The cases of {@link Action}. */
  interface Cases<R> {
    R proxy(Proxy proxy);

    R redirect(Redirect redirect);

    R respond(Respond respond);

    R broken(Broken broken);
  }
}
