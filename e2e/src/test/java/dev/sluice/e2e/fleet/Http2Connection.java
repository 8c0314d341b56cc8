package dev.sluice.e2e.fleet;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * One kept connection of a client that speaks HTTP/2 in clear, one stream after another. It does
 * what RFC 9113 asks of a client that is told to go (§6.8), and tries nothing again.
 */
final class Http2Connection implements Client {
  private static final int PATIENCE_MILLIS = 20_000;
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int PING = 6;
  private static final int GOAWAY = 7;
  private static final int WINDOW_UPDATE = 8;
  private static final int LAST = 1;
  private static final int WHOLE = 4;
  private static final int LARGEST = 16_384;

  private final Socket socket;
  private final DataInputStream in;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final DefaultHttp2HeadersDecoder fields = new DefaultHttp2HeadersDecoder(false, 1 << 16);
  private final Map<String, String> headers = new HashMap<>();
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private int stream = -1;
  private int status;
  private boolean over;
  private boolean leaves;

  private Http2Connection(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    out.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    frame(SETTINGS, 0, 0, new byte[0]);
  }

  static Http2Connection open(int port) throws IOException {
    Socket socket = new Socket();
    socket.connect(new InetSocketAddress("127.0.0.1", port), PATIENCE_MILLIS);
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
    return new Http2Connection(socket);
  }

  @Override
  public Connection.Answer ask(String method, String host, String path, String text)
      throws IOException {
    stream += 2;
    over = false;
    status = 0;
    headers.clear();
    body.reset();
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    field(block, ":method", method);
    field(block, ":scheme", "http");
    field(block, ":authority", host);
    field(block, ":path", path);
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    frame(HEADERS, bytes.length == 0 ? WHOLE | LAST : WHOLE, stream, block.toByteArray());
    for (int from = 0; from < bytes.length; from += LARGEST) {
      int to = Math.min(bytes.length, from + LARGEST);
      byte[] part = java.util.Arrays.copyOfRange(bytes, from, to);
      frame(DATA, to == bytes.length ? LAST : 0, stream, part);
    }
    send();
    while (!over) {
      read();
    }
    if (leaves) {
      headers.put("connection", "close");
    }
    return new Connection.Answer(
        status, Map.copyOf(headers), body.toString(StandardCharsets.UTF_8));
  }

  /** Takes in what has come meanwhile. */
  @Override
  public boolean leaves() throws IOException {
    while (in.available() > 0) {
      read();
    }
    return leaves;
  }

  private void read() throws IOException {
    int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
    int type = in.readUnsignedByte();
    int flags = in.readUnsignedByte();
    int of = in.readInt();
    byte[] payload = in.readNBytes(length);
    if (payload.length < length) {
      throw new EOFException("the connection ended within a frame");
    }
    switch (type) {
      case SETTINGS, PING -> {
        if ((flags & LAST) == 0) {
          frame(type, LAST, 0, type == PING ? payload : new byte[0]);
          send();
        }
      }
      case GOAWAY -> {
        leaves = true;
        if (ByteBuffer.wrap(payload).getInt() < stream) {
          throw new IOException("stream " + stream + " was not taken, says a GOAWAY");
        }
      }
      case HEADERS -> head(of, payload);
      case DATA -> {
        body.writeBytes(payload);
        if (length > 0) {
          frame(WINDOW_UPDATE, 0, 0, ByteBuffer.allocate(4).putInt(length).array());
          frame(WINDOW_UPDATE, 0, of, ByteBuffer.allocate(4).putInt(length).array());
          send();
        }
      }
      case RST_STREAM -> throw new IOException("reset: " + ByteBuffer.wrap(payload).getInt());
      default -> {}
    }
    over |= of == stream && (type == HEADERS || type == DATA) && (flags & LAST) != 0;
  }

  private void head(int of, byte[] block) throws IOException {
    try {
      Http2Headers read = fields.decodeHeaders(of, Unpooled.wrappedBuffer(block));
      if (read.status() != null) {
        status = Integer.parseInt(read.status().toString());
      }
      read.forEach(field -> headers.put(field.getKey().toString(), field.getValue().toString()));
    } catch (Http2Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private void frame(int type, int flags, int of, byte[] payload) {
    out.writeBytes(
        ByteBuffer.allocate(9)
            .putInt(payload.length << 8 | type)
            .put((byte) flags)
            .putInt(of)
            .array());
    out.writeBytes(payload);
  }

  private void send() throws IOException {
    socket.getOutputStream().write(out.toByteArray());
    out.reset();
  }

  /** A literal that is not indexed; both texts are shorter than 127 bytes (RFC 7541 §6.2.2). */
  private static void field(ByteArrayOutputStream block, String name, String value) {
    block.write(0);
    block.write(name.length());
    block.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
    block.write(value.length());
    block.writeBytes(value.getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // It is gone either way.
    }
  }
}
