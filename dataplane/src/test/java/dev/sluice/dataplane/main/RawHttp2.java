package dev.sluice.dataplane.main;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.assertj.core.util.Strings;

/** HTTP/2 frame by frame, right or wrong: what no client's library would send. */
final class RawHttp2 implements AutoCloseable {
  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int PRIORITY = 2;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PUSH_PROMISE = 5;
  static final int PING = 6;
  static final int GOAWAY = 7;
  static final int WINDOW_UPDATE = 8;
  static final int CONTINUATION = 9;

  static final int END_STREAM = 1;
  static final int ACK = 1;
  static final int END_HEADERS = 4;

  private static final String USUAL = ":method=GET :scheme=http :authority=a.test :path=/hello";

  /** What the other side sent; headers and code where it has them. */
  record Frame(int type, int flags, int stream, byte[] payload, Http2Headers headers) {
    boolean ends() {
      return (flags & END_STREAM) != 0;
    }

    Http2Error error() {
      return Http2Error.valueOf(ByteBuffer.wrap(payload).getInt(type == GOAWAY ? 4 : 0));
    }

    String text() {
      return new String(payload, StandardCharsets.ISO_8859_1);
    }
  }

  private final Socket socket;
  private final OutputStream out;
  private final DataInputStream in;
  private final DefaultHttp2HeadersDecoder fields = new DefaultHttp2HeadersDecoder(false, 1 << 20);

  RawHttp2(int port) throws IOException {
    this(new Socket("127.0.0.1", port));
    greet();
  }

  /** One that has said hello over a connection, of TLS perhaps. */
  static RawHttp2 over(Socket socket) throws IOException {
    RawHttp2 made = new RawHttp2(socket);
    made.greet();
    return made;
  }

  private void greet() throws IOException {
    preface();
    frame(SETTINGS, 0, 0, new byte[0]);
    flush();
  }

  RawHttp2(Socket socket) throws IOException {
    this.socket = socket;
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(5_000);
    out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
    in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
  }

  void preface() throws IOException {
    raw("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
  }

  void raw(String bytes) throws IOException {
    out.write(bytes.getBytes(StandardCharsets.ISO_8859_1));
  }

  void flush() throws IOException {
    out.flush();
  }

  /** Before the first frame, if what comes is something else. */
  java.io.InputStream input() {
    return in;
  }

  void timeout(int millis) throws IOException {
    socket.setSoTimeout(millis);
  }

  void frame(int type, int flags, int stream, byte[] payload) throws IOException {
    out.write(
        new byte[] {
          (byte) (payload.length >> 16),
          (byte) (payload.length >> 8),
          (byte) payload.length,
          (byte) type,
          (byte) flags,
          (byte) (stream >> 24),
          (byte) (stream >> 16),
          (byte) (stream >> 8),
          (byte) stream
        });
    out.write(payload);
  }

  static byte[] number(int... words) {
    ByteBuffer all = ByteBuffer.allocate(4 * words.length);
    for (int word : words) {
      all.putInt(word);
    }
    return all.array();
  }

  /** A field list as literals: {@code name=value} between blanks, with a table's escapes. */
  static byte[] block(String all) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    for (String field :
        all.replace("@post", USUAL.replace("GET", "POST")).replace("@", USUAL).trim().split(" +")) {
      if (Strings.isNullOrEmpty(field)) {
        continue;
      }
      int equals = field.indexOf('=');
      block.write(0);
      text(block, field.substring(0, equals));
      text(block, field.substring(equals + 1));
    }
    return block.toByteArray();
  }

  private static void text(ByteArrayOutputStream block, String escaped) {
    byte[] bytes = MessageTable.bytes(escaped).getBytes(StandardCharsets.ISO_8859_1);
    int left = bytes.length;
    if (left < 127) {
      block.write(left);
    } else {
      block.write(127);
      for (left -= 127; left >= 128; left >>= 7) {
        block.write(left & 127 | 128);
      }
      block.write(left);
    }
    block.writeBytes(bytes);
  }

  void headers(int stream, boolean last, String fields) throws IOException {
    frame(HEADERS, END_HEADERS | (last ? END_STREAM : 0), stream, block(fields));
  }

  void data(int stream, boolean last, String text) throws IOException {
    frame(DATA, last ? END_STREAM : 0, stream, text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** One frame as a table writes it: see the table's top. */
  void say(String escaped) throws IOException {
    String text = MessageTable.repeated(escaped);
    String[] words = text.trim().split(" +", 3);
    int stream = words.length > 1 && words[1].matches("\\d+") ? Integer.parseInt(words[1]) : 0;
    String rest = words.length > 2 ? words[2] : "";
    int flags = END_HEADERS;
    boolean flag = true;
    while (flag) {
      String word = rest.split(" ", 2)[0];
      flag = word.equals("es") || word.equals("noeh");
      if (flag) {
        flags = word.equals("es") ? flags | END_STREAM : flags & ~END_HEADERS;
        rest = rest.substring(word.length()).trim();
      }
    }
    switch (words[0]) {
      case "HEADERS" -> frame(HEADERS, flags, stream, block(rest));
      case "CONTINUATION" -> frame(CONTINUATION, flags & END_HEADERS, stream, block(rest));
      case "DATA" ->
          frame(
              DATA,
              flags & END_STREAM,
              stream,
              MessageTable.bytes(rest).getBytes(StandardCharsets.ISO_8859_1));
      case "RST" -> frame(RST_STREAM, 0, stream, number(Integer.parseInt(rest)));
      case "WINDOW" -> frame(WINDOW_UPDATE, 0, stream, number(Integer.parseInt(rest)));
      case "SETTING" -> {
        long value = Long.parseLong(rest);
        frame(
            SETTINGS,
            0,
            0,
            ByteBuffer.allocate(6).putShort((short) stream).putInt((int) value).array());
      }
      case "RAW" -> {
        String[] parts = text.trim().split(" +");
        frame(
            Integer.parseInt(parts[1]),
            Integer.parseInt(parts[2]),
            Integer.parseInt(parts[3]),
            parts.length < 5 ? new byte[0] : HexFormat.of().parseHex(MessageTable.bytes(parts[4])));
      }
      default -> throw new IllegalArgumentException(text);
    }
  }

  /** The next frame; null: the other side has closed. */
  Frame next() throws IOException {
    try {
      int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
      int type = in.readUnsignedByte();
      int flags = in.readUnsignedByte();
      int stream = in.readInt();
      byte[] payload = in.readNBytes(length);
      Http2Headers headers = null;
      if (type == HEADERS) {
        ByteBuf block = Unpooled.wrappedBuffer(payload);
        try {
          headers = fields.decodeHeaders(stream, block);
        } catch (io.netty.handler.codec.http2.Http2Exception e) {
          throw new IOException(e);
        }
      }
      if (type == SETTINGS && flags == 0) {
        frame(SETTINGS, ACK, 0, new byte[0]);
        flush();
      }
      return new Frame(type, flags, stream, payload, headers);
    } catch (EOFException | java.net.SocketException e) {
      return null;
    }
  }

  /** The next frame of a type; null: none came before the end. */
  Frame next(int type) throws IOException {
    Frame frame = next();
    while (frame != null && frame.type() != type) {
      frame = next();
    }
    return frame;
  }

  /** What becomes of the next stream, or of the connection: a status, reset or goaway. */
  String outcome() throws IOException {
    for (Frame frame = next(); frame != null; frame = next()) {
      if (frame.type() == HEADERS) {
        CharSequence status = frame.headers().status();
        if (status != null && status.charAt(0) != '1') {
          return status.toString();
        }
      } else if (frame.type() == RST_STREAM) {
        return "reset:" + frame.error();
      } else if (frame.type() == GOAWAY) {
        return "goaway:" + frame.error();
      }
    }
    return "closed";
  }

  /** Whether the other side still listens on this connection. */
  boolean alive() throws IOException {
    frame(PING, 0, 0, "12345678".getBytes(StandardCharsets.US_ASCII));
    flush();
    return next(PING) != null;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
