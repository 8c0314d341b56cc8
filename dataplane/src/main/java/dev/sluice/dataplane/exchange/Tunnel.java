package dev.sluice.dataplane.exchange;

/** For a filter that has a say in what passes once an exchange has switched protocols. */
public interface Tunnel {
  /** In place of what the client sends; asked once, after {@link #fromBackend}. */
  BodySource fromClient(BodySource bytes);

  /** In place of what the backend sends; asked once. */
  BodySource fromBackend(BodySource bytes);
}
