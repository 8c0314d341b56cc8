package dev.sluice.snapshot.wire;

import dev.sluice.snapshot.id.Revision;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a data plane says. */
public sealed interface ToOperator {
  <R> R on(Cases<R> cases);

  /**
   * The first frame of a stream.
   *
   * @param schema the newest that it understands
   * @param pod must be the one its token is bound to
   * @param revision what it serves; null: nothing yet
   * @param rejected entries of that which it could not build
   */
  record Hello(
      int schema,
      String fleet,
      String pod,
      @Nullable Revision revision,
      boolean ready,
      List<Rejection> rejected)
      implements ToOperator {
    public Hello {
      rejected = List.copyOf(rejected);
    }

    @Override
    public <R> R on(Cases<R> cases) {
      return cases.hello(this);
    }
  }

  /**
   * Send what follows this revision, and go on sending. Also asked when a frame did not fit.
   *
   * @param revision null: send everything
   */
  record Active(@Nullable Revision revision) implements ToOperator {
    @Override
    public <R> R on(Cases<R> cases) {
      return cases.active(this);
    }
  }

  /** Another stream is active: send nothing more. */
  record Observe() implements ToOperator {
    @Override
    public <R> R on(Cases<R> cases) {
      return cases.observe(this);
    }
  }

  /** From now on every request is served by this revision, except for what was rejected of it. */
  record Ack(Revision revision, List<Rejection> rejected) implements ToOperator {
    public Ack {
      rejected = List.copyOf(rejected);
    }

    @Override
    public <R> R on(Cases<R> cases) {
      return cases.ack(this);
    }
  }

  /** Nothing of this revision could be taken; what was served before is served on. */
  record Nack(Revision revision, String message) implements ToOperator {
    public Nack {
      message = Wire.brief(message);
    }

    @Override
    public <R> R on(Cases<R> cases) {
      return cases.nack(this);
    }
  }

  /** Still there. */
  record Ping(boolean ready) implements ToOperator {
    @Override
    public <R> R on(Cases<R> cases) {
      return cases.ping(this);
    }
  }

  /** The cases of {@link ToOperator}. */
  interface Cases<R> {
    R hello(Hello hello);

    R active(Active active);

    R observe(Observe observe);

    R ack(Ack ack);

    R nack(Nack nack);

    R ping(Ping ping);
  }
}
