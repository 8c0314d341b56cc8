package dev.sluice.e2e.fleet;

import java.io.Closeable;
import java.io.IOException;

/** A client's kept connection, which asks one thing after another. */
interface Client extends Closeable {
  /** Makes one to a port of this machine. */
  interface Opening {
    Client open(int port) throws IOException;
  }

  Connection.Answer ask(String method, String host, String path, String body) throws IOException;

  /** The other side has asked to take what is next elsewhere. */
  default boolean leaves() throws IOException {
    return false;
  }

  @Override
  void close();
}
