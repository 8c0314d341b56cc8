package dev.sluice.e2e.fleet;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The way to a program: it can be cut, as by a firewall that resets, or held, as by one that drops.
 */
final class Cable implements AutoCloseable {
  private final String address;
  private final int to;
  final int port = Ports.free();
  private final Set<Socket> ends = ConcurrentHashMap.newKeySet();
  private final Object lock = new Object();
  private ServerSocket server;
  private boolean held;

  /**
   * @param address on which it is reached, and reaches the program
   */
  Cable(String address, int to) {
    this.address = address;
    this.to = to;
    mend();
  }

  /** Everything that runs over it is reset, and nobody gets in any more. */
  void cut() {
    synchronized (lock) {
      close(server);
    }
    ends.forEach(Cable::reset);
  }

  /** Nothing arrives any more, and nobody is told. */
  void hold() {
    synchronized (lock) {
      held = true;
    }
  }

  /** As at the beginning; what was held arrives now. */
  void mend() {
    synchronized (lock) {
      held = false;
      lock.notifyAll();
      if (server == null || server.isClosed()) {
        try {
          ServerSocket made = new ServerSocket();
          made.setReuseAddress(true);
          made.bind(new InetSocketAddress(InetAddress.getByName(address), port), 200);
          server = made;
          run("cable-" + port, () -> accept(made));
        } catch (IOException e) {
          throw new IllegalStateException(e);
        }
      }
    }
  }

  private void accept(ServerSocket from) {
    while (!from.isClosed()) {
      try {
        Socket client = from.accept();
        ends.add(client);
        run("cable-" + port + "-in", () -> connect(client, from));
      } catch (IOException e) {
        // Cut.
      }
    }
  }

  private void connect(Socket client, ServerSocket from) {
    Socket program = new Socket();
    ends.add(program);
    try {
      awaitFree();
      program.connect(new InetSocketAddress(address, to), 5_000);
      program.setTcpNoDelay(true);
      client.setTcpNoDelay(true);
    } catch (IOException e) {
      both(client, program);
      return;
    }
    if (from.isClosed()) {
      both(client, program);
      return;
    }
    run("cable-" + port + "-out", () -> pump(program, client));
    pump(client, program);
  }

  private void pump(Socket from, Socket into) {
    byte[] bytes = new byte[65_536];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = into.getOutputStream();
      for (int length = in.read(bytes); length >= 0; length = in.read(bytes)) {
        awaitFree();
        out.write(bytes, 0, length);
      }
      awaitFree();
    } catch (IOException e) {
      // Either side has gone: the other learns it now.
    }
    both(from, into);
  }

  private void awaitFree() throws IOException {
    synchronized (lock) {
      while (held) {
        try {
          lock.wait();
        } catch (InterruptedException e) {
          throw new IOException(e);
        }
      }
    }
  }

  private void both(Socket one, Socket other) {
    reset(one);
    reset(other);
    ends.remove(one);
    ends.remove(other);
  }

  private static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
    } catch (IOException e) {
      // It is closed already.
    }
    close(socket);
  }

  private static void close(java.io.Closeable each) {
    try {
      each.close();
    } catch (IOException e) {
      // It is gone either way.
    }
  }

  private static void run(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    mend();
    cut();
  }
}
