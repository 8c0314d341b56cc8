package dev.sluice.dataplane.main;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * A first word in TLS 1.2 and before (RFC 5246 §7.4.1.2) as no library that is left would say it.
 */
final class ClientHello {
  /** What a server says to it: that it goes on, or an alert. */
  record Answer(boolean goesOn, int version, int suiteOrAlert) {}

  private ClientHello() {}

  /** Offers one version and one cipher suite. */
  static Answer say(int port, String serverName, int version, int suite) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout(5_000);
      socket.getOutputStream().write(record(hello(serverName, version, suite)));
      DataInputStream in = new DataInputStream(socket.getInputStream());
      int type = in.readUnsignedByte();
      int recordVersion = in.readUnsignedShort();
      byte[] body = in.readNBytes(in.readUnsignedShort());
      if (type == 21) {
        return new Answer(false, recordVersion, body[1] & 255);
      }
      // Type and length of the message, version, random, session.
      int at = 4 + 2 + 32;
      int chosen = at + 1 + (body[at] & 255);
      return new Answer(
          true,
          (body[4] & 255) << 8 | body[5] & 255,
          (body[chosen] & 255) << 8 | body[chosen + 1] & 255);
    }
  }

  private static byte[] record(byte[] hello) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.write(new byte[] {22, 3, 1});
    out.writeShort(hello.length + 4);
    out.writeInt(1 << 24 | hello.length);
    out.write(hello);
    return bytes.toByteArray();
  }

  private static byte[] hello(String serverName, int version, int suite) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeShort(version);
    out.write(new byte[32]);
    out.write(0);
    out.writeShort(2);
    out.writeShort(suite);
    out.write(new byte[] {1, 0});
    byte[] extensions = extensions(serverName.getBytes(StandardCharsets.US_ASCII));
    out.writeShort(extensions.length);
    out.write(extensions);
    return bytes.toByteArray();
  }

  private static byte[] extensions(byte[] name) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeShort(0);
    out.writeShort(name.length + 5);
    out.writeShort(name.length + 3);
    out.write(0);
    out.writeShort(name.length);
    out.write(name);
    // Groups x25519, P-256 and ffdhe2048; uncompressed points; signatures of any age, and of RSA,
    // DSA and ECDSA; extended master secret; renegotiation as it is safe.
    out.write(new byte[] {0, 10, 0, 8, 0, 6, 0, 29, 0, 23, 1, 0});
    out.write(new byte[] {0, 11, 0, 2, 1, 0});
    out.write(new byte[] {0, 13, 0, 18, 0, 16, 4, 1, 4, 3, 8, 4, 5, 1, 2, 1, 2, 3, 2, 2, 6, 1});
    out.write(new byte[] {0, 23, 0, 0});
    out.write(new byte[] {(byte) 255, 1, 0, 1, 0});
    return bytes.toByteArray();
  }
}
