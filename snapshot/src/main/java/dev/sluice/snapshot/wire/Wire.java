package dev.sluice.snapshot.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Frames to bytes and back. A payload is a JSON object; where it has entries it says how long each
 * of them is, and they follow it, each after a line feed: nobody has to look through megabytes of
 * JSON for where an entry ends. What cannot be read throws {@link IllegalArgumentException}.
 */
public final class Wire {
  /** The newest schema that this version writes. */
  public static final int SCHEMA = 1;

  /** The oldest that it still serves. */
  public static final int OLDEST_SCHEMA = 1;

  /** Where data planes dial in. */
  public static final String PATH = "/v1/snapshots";

  static final byte SEPARATOR = '\n';

  private static final int GZIP_FROM_BYTES = 4_096;
  private static final int BRIEF = 300;
  private static final JsonFactory JSON = new JsonFactory();

  private Wire() {}

  static String brief(String message) {
    return message.length() <= BRIEF ? message : message.substring(0, BRIEF - 1) + "…";
  }

  /** A whole frame, head and all. */
  public static byte[] frame(ToOperator frame) {
    return framed(
        payload(new ByteArrayOutputStream(128), g -> frame.on(new FrameFields.ForOperator(g))));
  }

  /** A whole frame, head and all. */
  public static byte[] frame(ToDataPlane frame) {
    return framed(payload(frame));
  }

  private static byte[] payload(ToDataPlane frame) {
    List<RawEntry> entries = new ArrayList<>();
    ByteArrayOutputStream out = new ByteArrayOutputStream(512);
    payload(out, g -> frame.on(new FrameFields.ForDataPlane(g, entries)));
    for (RawEntry entry : entries) {
      out.write(SEPARATOR);
      out.writeBytes(entry.json());
    }
    return out.toByteArray();
  }

  /** A whole frame for a file: zipped, however small, for that has a checksum (RFC 1952 §2.3.1). */
  public static byte[] stored(ToDataPlane frame) {
    return framed(payload(frame), true);
  }

  /** What a data plane said, from a frame's payload; null: a type that is not known here. */
  public static @Nullable ToOperator toOperator(byte[] json) {
    Payload fields = Payload.read(json);
    return switch (fields.text("type")) {
      case "hello" ->
          new ToOperator.Hello(
              fields.number("schema"),
              fields.text("fleet"),
              fields.text("pod"),
              fields.revisionOrNull("revision"),
              fields.flag("ready"),
              fields.rejected());
      case "active" -> new ToOperator.Active(fields.revisionOrNull("revision"));
      case "observe" -> new ToOperator.Observe();
      case "ack" -> new ToOperator.Ack(fields.revision("revision"), fields.rejected());
      case "nack" -> new ToOperator.Nack(fields.revision("revision"), fields.text("message"));
      case "ping" -> new ToOperator.Ping(fields.flag("ready"));
      default -> null;
    };
  }

  /** What an operator said, from a frame's payload; null: a type that is not known here. */
  public static @Nullable ToDataPlane toDataPlane(byte[] json) {
    Payload fields = Payload.read(json);
    return switch (fields.text("type")) {
      case "role" -> new ToDataPlane.Role(fields.flag("leader"));
      case "full" -> new ToDataPlane.Full(fields.revision("revision"), fields.entries());
      case "delta" ->
          new ToDataPlane.Delta(
              fields.revision("from"),
              fields.revision("revision"),
              fields.entries(),
              fields.removed());
      case "current" -> new ToDataPlane.Current(fields.revision("revision"));
      case "zone" -> new ToDataPlane.Zone(fields.text("name"));
      case "ping" -> new ToDataPlane.Ping();
      default -> null;
    };
  }

  private interface Body {
    void write(JsonGenerator generator) throws IOException;
  }

  private static byte[] payload(ByteArrayOutputStream out, Body body) {
    try (JsonGenerator generator = JSON.createGenerator(out)) {
      generator.writeStartObject();
      body.write(generator);
      generator.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static byte[] framed(byte[] json) {
    return framed(json, json.length >= GZIP_FROM_BYTES);
  }

  private static byte[] framed(byte[] json, boolean zipped) {
    byte[] payload = zipped ? gzip(json) : json;
    byte[] frame = new byte[FrameReader.HEAD + payload.length];
    frame[0] = (byte) (payload.length >>> 24);
    frame[1] = (byte) (payload.length >>> 16);
    frame[2] = (byte) (payload.length >>> 8);
    frame[3] = (byte) payload.length;
    frame[4] = (byte) (zipped ? FrameReader.GZIP : 0);
    System.arraycopy(payload, 0, frame, FrameReader.HEAD, payload.length);
    return frame;
  }

  private static byte[] gzip(byte[] json) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(json.length / 4);
    try (GZIPOutputStream gzip = new GZIPOutputStream(out, 64 * 1024)) {
      gzip.write(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
