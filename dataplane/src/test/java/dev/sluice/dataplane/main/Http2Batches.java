package dev.sluice.dataplane.main;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * A client of HTTP/2 that sends the same request on several streams in one piece, and waits for all
 * answers. After the first time its fields are in HPACK's table, as they are of any real client.
 */
final class Http2Batches implements AutoCloseable {
  private static final String[][] FIELDS = {
    {":method", "GET"},
    {":scheme", "http"},
    {":authority", "a.test"},
    {":path", "/cart/items?page=2"},
    {"user-agent", "guard/1.0"},
    {"accept", "application/json"},
    {"accept-encoding", "gzip, br"},
    {"cookie", "session=abcdef"}
  };

  /** Where HPACK's dynamic table begins (RFC 7541 §2.3.3). */
  private static final int DYNAMIC = 62;

  private final Socket socket;
  private final Counted counted;
  private final DataInputStream in;
  private final int streams;
  private final byte[] known = new byte[FIELDS.length];
  private int next = 1;
  private boolean pings;

  Http2Batches(int port, int streams) throws IOException {
    this(new Socket("127.0.0.1", port), streams);
  }

  Http2Batches(Socket connected, int streams) throws IOException {
    this.streams = streams;
    socket = connected;
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(10_000);
    counted = new Counted(socket.getInputStream());
    in = new DataInputStream(counted);
    for (int i = 0; i < known.length; i++) {
      known[i] = (byte) (0x80 | (DYNAMIC + FIELDS.length - 1 - i));
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    frame(out, RawHttp2.SETTINGS, 0, 0, new byte[0]);
    frame(out, RawHttp2.SETTINGS, RawHttp2.ACK, 0, new byte[0]);
    frame(out, RawHttp2.WINDOW_UPDATE, 0, 0, RawHttp2.number(1 << 30));
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    for (String[] field : FIELDS) {
      block.write(0x40);
      for (String text : field) {
        block.write(text.length());
        block.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
      }
    }
    request(out, block.toByteArray());
    socket.getOutputStream().write(out.toByteArray());
    await(1);
  }

  private void request(ByteArrayOutputStream out, byte[] block) {
    frame(out, RawHttp2.HEADERS, RawHttp2.END_HEADERS | RawHttp2.END_STREAM, next, block);
    next += 2;
  }

  private static void frame(
      ByteArrayOutputStream out, int type, int flags, int stream, byte[] payload) {
    out.write(0);
    out.write(payload.length >> 8);
    out.write(payload.length);
    out.write(type);
    out.write(flags);
    out.writeBytes(RawHttp2.number(stream));
    out.writeBytes(payload);
  }

  /** Sends a PING with each request that follows, as clients of gRPC do for each answer. */
  void pings() {
    pings = true;
  }

  /** Asks on all streams at once, so many times. */
  void ask(int times) throws IOException {
    for (int i = 0; i < times; i++) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      for (int stream = 0; stream < streams; stream++) {
        request(out, known);
        if (pings) {
          frame(out, RawHttp2.PING, 0, 0, new byte[8]);
        }
      }
      socket.getOutputStream().write(out.toByteArray());
      await(streams);
    }
  }

  private void await(int ends) throws IOException {
    for (int left = ends; left > 0; ) {
      int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
      int type = in.readUnsignedByte();
      int flags = in.readUnsignedByte();
      in.readInt();
      in.skipNBytes(length);
      if (type == RawHttp2.RST_STREAM || type == RawHttp2.GOAWAY) {
        throw new IOException("frame " + type);
      }
      boolean answers = type == RawHttp2.HEADERS || type == RawHttp2.DATA;
      left -= answers && (flags & RawHttp2.END_STREAM) != 0 ? 1 : 0;
    }
  }

  /** How many reads have found something. */
  int reads() {
    return counted.reads;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /** Reads as much as there is, and hands it out piece by piece. */
  private static final class Counted extends InputStream {
    private final InputStream from;
    private final byte[] buffer = new byte[1 << 16];
    private int at;
    private int end;
    private int reads;

    Counted(InputStream from) {
      this.from = from;
    }

    @Override
    public int read() throws IOException {
      if (at == end) {
        end = from.read(buffer);
        at = 0;
        reads++;
        if (end < 0) {
          end = 0;
          return -1;
        }
      }
      return buffer[at++] & 0xff;
    }
  }
}
