package dev.sluice.dataplane.filter.mirror;

import dev.sluice.dataplane.exchange.BodySource;
import dev.sluice.dataplane.exchange.Failure;
import dev.sluice.dataplane.exchange.HeaderSection;
import dev.sluice.dataplane.exchange.PassedBody;
import io.netty.buffer.ByteBuf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request's body as its backend reads it, and at the pace of the backend alone. */
final class Tee extends PassedBody {
  private final List<CopiedBody> copies;

  Tee(BodySource source, List<CopiedBody> copies) {
    super(source);
    this.copies = copies;
  }

  @Override
  public void cancel() {
    super.cancel();
    copies.forEach(CopiedBody::broken);
  }

  @Override
  public boolean write(ByteBuf data) {
    for (CopiedBody copy : copies) {
      copy.offer(data.retainedDuplicate());
    }
    return super.write(data);
  }

  @Override
  public void end(@Nullable HeaderSection trailers) {
    copies.forEach(copy -> copy.complete(trailers));
    super.end(trailers);
  }

  @Override
  public void fail(Failure cause) {
    copies.forEach(CopiedBody::broken);
    super.fail(cause);
  }
}
