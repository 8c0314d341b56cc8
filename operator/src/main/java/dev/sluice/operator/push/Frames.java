package dev.sluice.operator.push;

import dev.sluice.snapshot.codec.EncodedEntry;
import dev.sluice.snapshot.codec.EncodedSnapshot;
import dev.sluice.snapshot.delta.Delta;
import dev.sluice.snapshot.id.Revision;
import dev.sluice.snapshot.wire.RawEntry;
import dev.sluice.snapshot.wire.ToDataPlane;
import dev.sluice.snapshot.wire.Wire;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/** Snapshots as frames; counts how often that is done. */
final class Frames {
  private final Counter fulls;
  private final Counter deltas;
  private final Counter bytes;

  Frames(MeterRegistry meters) {
    this.fulls = counter(meters, "full");
    this.deltas = counter(meters, "delta");
    this.bytes =
        Counter.builder("sluice.push.encoded.bytes")
            .description("Bytes of snapshot frames, each counted once however often it is sent")
            .register(meters);
  }

  private static Counter counter(MeterRegistry meters, String kind) {
    return Counter.builder("sluice.push.encodings")
        .description("Snapshot frames made; each is shared by all data planes")
        .tag("kind", kind)
        .register(meters);
  }

  Buffer full(EncodedSnapshot snapshot) {
    fulls.increment();
    return made(new ToDataPlane.Full(snapshot.revision(), raw(snapshot.entries())));
  }

  Buffer delta(Revision from, Revision to, Delta delta) {
    deltas.increment();
    return made(new ToDataPlane.Delta(from, to, raw(delta.put()), delta.removed()));
  }

  private Buffer made(ToDataPlane frame) {
    byte[] made = Wire.frame(frame);
    bytes.increment(made.length);
    return Buffer.buffer(made);
  }

  private static List<RawEntry> raw(List<EncodedEntry> entries) {
    return entries.stream().map(entry -> new RawEntry(entry.key(), entry.json())).toList();
  }

  Buffer zone(String name) {
    return Buffer.buffer(Wire.frame(new ToDataPlane.Zone(name)));
  }

  Buffer role(boolean leader) {
    return Buffer.buffer(Wire.frame(new ToDataPlane.Role(leader)));
  }

  Buffer current(Revision revision) {
    return Buffer.buffer(Wire.frame(new ToDataPlane.Current(revision)));
  }

  Buffer ping() {
    return Buffer.buffer(Wire.frame(new ToDataPlane.Ping()));
  }
}
