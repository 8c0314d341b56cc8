package dev.sluice.e2e.fleet;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/**
 * A backend that says who it is and what it was asked. It keeps every connection for as long as its
 * client does, so that whatever fails is not its doing. Below {@link #EVENTS} there are events
 * without end, and a WebSocket is greeted and then listened to. Speaks HTTP/2 to whoever begins
 * with it. Arguments: name, port.
 */
public final class BackendMain {
  static final String EVENTS = "/load/events";
  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  private final String name;
  private final Http2Echo http2;

  private BackendMain(String name) throws IOException {
    this.name = name;
    this.http2 = new Http2Echo(name);
  }

  public static void main(String[] arguments) throws IOException {
    BackendMain backend = new BackendMain(arguments[0]);
    try (ServerSocket server = new ServerSocket(Integer.parseInt(arguments[1]), 200)) {
      while (true) {
        Socket client = server.accept();
        Thread thread = new Thread(() -> backend.serve(client));
        thread.setDaemon(true);
        thread.start();
      }
    }
  }

  /** What it answers to a request. */
  static String echo(String method, String path, String body) {
    return method + " " + path + "\n" + body;
  }

  private void serve(Socket client) {
    try (client) {
      client.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(client.getInputStream());
      for (String first = line(in); first != null; first = line(in)) {
        if (first.equals("PRI * HTTP/2.0")) {
          http2.serve(in, client);
          return;
        }
        answer(first, in, client.getOutputStream());
      }
    } catch (IOException e) {
      // The client has gone.
    }
  }

  private void answer(String first, InputStream in, OutputStream out) throws IOException {
    int length = 0;
    boolean chunked = false;
    String key = null;
    for (String header = some(in); !header.isEmpty(); header = some(in)) {
      String lower = header.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Integer.parseInt(lower.substring(15).strip());
      } else if (lower.startsWith("transfer-encoding:")) {
        chunked = true;
      } else if (lower.startsWith("sec-websocket-key:")) {
        key = header.substring(18).strip();
      }
    }
    byte[] body = chunked ? chunks(in) : in.readNBytes(length);
    String[] words = first.split(" ", -1);
    if (key != null) {
      greet(key, in, out);
      return;
    }
    if (words[1].startsWith(EVENTS)) {
      tell(out);
      return;
    }
    byte[] text =
        echo(words[0], words[1], new String(body, StandardCharsets.UTF_8))
            .getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    String head = "HTTP/1.1 200 OK\r\nx-backend: " + name + "\r\n";
    if (chunked) {
      // As the request came, so the answer goes: both framings are in use.
      all.writeBytes(ascii(head + "transfer-encoding: chunked\r\n\r\n"));
      all.writeBytes(ascii(Integer.toHexString(text.length) + "\r\n"));
      all.writeBytes(text);
      all.writeBytes(ascii("\r\n0\r\n\r\n"));
    } else {
      all.writeBytes(ascii(head + "content-length: " + text.length + "\r\n\r\n"));
      all.writeBytes(text);
    }
    out.write(all.toByteArray());
  }

  private static void tell(OutputStream out) throws IOException {
    out.write(
        ascii(
            "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n"
                + "transfer-encoding: chunked\r\n\r\n"));
    while (true) {
      out.write(ascii("9\r\ndata: x\n\n\r\n"));
      LockSupport.parkNanos(20_000_000);
    }
  }

  /** RFC 6455 §4.2.2, and one text frame. */
  private static void greet(String key, InputStream in, OutputStream out) throws IOException {
    byte[] hash;
    try {
      hash = MessageDigest.getInstance("SHA-1").digest(ascii(key + GUID));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
    out.write(
        ascii(
            "HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n"
                + "sec-websocket-accept: "
                + Base64.getEncoder().encodeToString(hash)
                + "\r\n\r\n"));
    out.write(new byte[] {(byte) 0x81, 2, 'h', 'i'});
    in.transferTo(OutputStream.nullOutputStream());
  }

  private static byte[] chunks(InputStream in) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int length = Integer.parseInt(some(in), 16);
        length > 0;
        length = Integer.parseInt(some(in), 16)) {
      all.writeBytes(in.readNBytes(length));
      some(in);
    }
    some(in);
    return all.toByteArray();
  }

  private static String some(InputStream in) throws IOException {
    String line = line(in);
    if (line == null) {
      throw new EOFException();
    }
    return line;
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        return null;
      }
      if (c != '\r') {
        line.write(c);
      }
    }
    return line.toString(StandardCharsets.US_ASCII);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
