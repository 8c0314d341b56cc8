package dev.sluice.snapshot.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.snapshot.id.EntryKey;
import dev.sluice.snapshot.id.Revision;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the fields of each frame. */
final class FrameFields {
  private FrameFields() {}

  record ForOperator(JsonGenerator to) implements ToOperator.Cases<Void> {
    @Override
    public Void hello(ToOperator.Hello hello) {
      return unchecked(
          () -> {
            to.writeStringField("type", "hello");
            to.writeNumberField("schema", hello.schema());
            to.writeStringField("fleet", hello.fleet());
            to.writeStringField("pod", hello.pod());
            revision(hello.revision());
            to.writeBooleanField("ready", hello.ready());
            rejected(hello.rejected());
          });
    }

    @Override
    public Void active(ToOperator.Active active) {
      return unchecked(
          () -> {
            to.writeStringField("type", "active");
            revision(active.revision());
          });
    }

    @Override
    public Void observe(ToOperator.Observe observe) {
      return unchecked(() -> to.writeStringField("type", "observe"));
    }

    @Override
    public Void ack(ToOperator.Ack ack) {
      return unchecked(
          () -> {
            to.writeStringField("type", "ack");
            revision(ack.revision());
            rejected(ack.rejected());
          });
    }

    @Override
    public Void nack(ToOperator.Nack nack) {
      return unchecked(
          () -> {
            to.writeStringField("type", "nack");
            revision(nack.revision());
            to.writeStringField("message", nack.message());
          });
    }

    @Override
    public Void ping(ToOperator.Ping ping) {
      return unchecked(
          () -> {
            to.writeStringField("type", "ping");
            to.writeBooleanField("ready", ping.ready());
          });
    }

    private void revision(@Nullable Revision revision) throws IOException {
      if (revision != null) {
        to.writeStringField("revision", revision.hex());
      }
    }

    private void rejected(List<Rejection> rejected) throws IOException {
      if (!rejected.isEmpty()) {
        to.writeObjectFieldStart("rejected");
        for (Rejection each : rejected) {
          to.writeStringField(each.key().text(), each.message());
        }
        to.writeEndObject();
      }
    }
  }

  /**
   * @param behind takes what follows the fields
   */
  record ForDataPlane(JsonGenerator to, List<RawEntry> behind) implements ToDataPlane.Cases<Void> {
    @Override
    public Void role(ToDataPlane.Role role) {
      return unchecked(
          () -> {
            to.writeStringField("type", "role");
            to.writeBooleanField("leader", role.leader());
          });
    }

    @Override
    public Void full(ToDataPlane.Full full) {
      return unchecked(
          () -> {
            to.writeStringField("type", "full");
            to.writeStringField("revision", full.revision().hex());
            entries(full.entries());
          });
    }

    @Override
    public Void delta(ToDataPlane.Delta delta) {
      return unchecked(
          () -> {
            to.writeStringField("type", "delta");
            to.writeStringField("from", delta.from().hex());
            to.writeStringField("revision", delta.revision().hex());
            entries(delta.put());
            to.writeArrayFieldStart("removed");
            for (EntryKey key : delta.removed()) {
              to.writeString(key.text());
            }
            to.writeEndArray();
          });
    }

    @Override
    public Void current(ToDataPlane.Current current) {
      return unchecked(
          () -> {
            to.writeStringField("type", "current");
            to.writeStringField("revision", current.revision().hex());
          });
    }

    @Override
    public Void zone(ToDataPlane.Zone zone) {
      return unchecked(
          () -> {
            to.writeStringField("type", "zone");
            to.writeStringField("name", zone.name());
          });
    }

    @Override
    public Void ping(ToDataPlane.Ping ping) {
      return unchecked(() -> to.writeStringField("type", "ping"));
    }

    /**
     * Key, length, key, length: no object, for a parser keeps a table of the names of fields, in
     * which these would be thousands. Byte for byte the entries follow: what was hashed is what is
     * sent.
     */
    private void entries(List<RawEntry> entries) throws IOException {
      to.writeArrayFieldStart("entries");
      for (RawEntry entry : entries) {
        to.writeString(entry.key().text());
        to.writeNumber(entry.json().length);
      }
      to.writeEndArray();
      behind.addAll(entries);
    }
  }

  private interface Step {
    void run() throws IOException;
  }

  private static Void unchecked(Step step) {
    try {
      step.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return null;
  }
}
