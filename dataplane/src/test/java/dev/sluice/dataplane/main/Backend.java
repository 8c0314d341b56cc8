package dev.sluice.dataplane.main;

import dev.sluice.snapshot.upstream.Endpoint;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A backend on a real socket that does just what a test tells it to, good or bad. */
final class Backend implements AutoCloseable {
  /** What it does with one connection. */
  interface Script {
    void run(Connection connection) throws IOException;
  }

  private final ServerSocket server;
  private final Script script;
  private final Thread acceptor;
  private final Set<Connection> open = ConcurrentHashMap.newKeySet();
  final AtomicInteger connections = new AtomicInteger();
  final List<String> heads = new CopyOnWriteArrayList<>();

  Backend(Script script) throws IOException {
    this.script = script;
    server = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
    acceptor = thread(this::accept);
  }

  /** Answers every request with 200 and that body, on connections that stay. */
  static Backend saying(String body) throws IOException {
    return answering("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
  }

  /** Answers every request with those bytes, on connections that stay. */
  static Backend answering(String bytes) throws IOException {
    return new Backend(
        connection -> {
          while (connection.request() != null) {
            connection.say(bytes);
          }
        });
  }

  /** The same, but not before somebody lets it. */
  static Backend answeringAfter(CountDownLatch release, String bytes) throws IOException {
    return new Backend(
        connection -> {
          while (connection.request() != null) {
            try {
              release.await();
            } catch (InterruptedException e) {
              throw new IOException(e);
            }
            connection.say(bytes);
          }
        });
  }

  private static Thread thread(Runnable runnable) {
    Thread thread = new Thread(runnable, "backend");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private void accept() {
    try {
      while (true) {
        Connection connection = new Connection(server.accept());
        connections.incrementAndGet();
        open.add(connection);
        thread(connection);
      }
    } catch (IOException e) {
      // closed
    }
  }

  Endpoint endpoint() {
    return new Endpoint("127.0.0.1", server.getLocalPort());
  }

  int openConnections() {
    return open.size();
  }

  @Override
  public void close() throws IOException {
    server.close();
    try {
      // While it is within the system's call, the port still takes connections.
      acceptor.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (Connection connection : open) {
      connection.close();
    }
  }

  final class Connection implements Runnable, Closeable {
    private final Socket socket;
    final InputStream in;
    final OutputStream out;

    Connection(Socket socket) throws IOException {
      this.socket = socket;
      socket.setTcpNoDelay(true);
      in = new BufferedInputStream(socket.getInputStream());
      out = socket.getOutputStream();
    }

    @Override
    public void run() {
      try (this) {
        script.run(this);
      } catch (IOException e) {
        // The other side is gone; tests look at what it got.
      } finally {
        open.remove(this);
      }
    }

    /** Reads a head; null: the other side has closed. */
    String head() throws IOException {
      StringBuilder head = new StringBuilder();
      while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
        int b = in.read();
        if (b < 0) {
          return null;
        }
        head.append((char) b);
      }
      heads.add(head.toString());
      return head.toString();
    }

    /** Reads a head and the body that its Content-Length says; returns both. */
    String request() throws IOException {
      String head = head();
      if (head == null) {
        return null;
      }
      for (String line : head.split("\r\n")) {
        if (line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length: ")) {
          byte[] body = in.readNBytes(Integer.parseInt(line.substring(16)));
          return head + new String(body, StandardCharsets.ISO_8859_1);
        }
      }
      return head;
    }

    /** Reads up to and with those bytes. */
    String until(String end) throws IOException {
      StringBuilder text = new StringBuilder();
      while (text.indexOf(end) < 0) {
        int b = in.read();
        if (b < 0) {
          return text.toString();
        }
        text.append((char) b);
      }
      return text.toString();
    }

    void say(String bytes) throws IOException {
      out.write(bytes.getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
    }

    /** Ends the connection with a reset rather than a FIN. */
    void reset() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }

    /** True once the other side has closed. */
    boolean closedByPeer() throws IOException {
      try {
        return in.read() < 0;
      } catch (java.net.SocketException e) {
        return true;
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
