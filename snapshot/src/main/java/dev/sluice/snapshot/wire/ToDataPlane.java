package dev.sluice.snapshot.wire;

import dev.sluice.snapshot.id.EntryKey;
import dev.sluice.snapshot.id.Revision;
import java.util.List;

/** What an operator says. */
public sealed interface ToDataPlane {
  <R> R on(Cases<R> cases);

  /** Said first, once this replica has something to give, and when it changes. */
  record Role(boolean leader) implements ToDataPlane {
    @Override
    public <R> R on(Cases<R> cases) {
      return cases.role(this);
    }
  }

  /** A whole snapshot. */
  record Full(Revision revision, List<RawEntry> entries) implements ToDataPlane {
    public Full {
      entries = List.copyOf(entries);
    }

    @Override
    public <R> R on(Cases<R> cases) {
      return cases.full(this);
    }
  }

  /** What leads from one snapshot to another. */
  record Delta(Revision from, Revision revision, List<RawEntry> put, List<EntryKey> removed)
      implements ToDataPlane {
    public Delta {
      put = List.copyOf(put);
      removed = List.copyOf(removed);
    }

    @Override
    public <R> R on(Cases<R> cases) {
      return cases.delta(this);
    }
  }

  /** What you hold is all there is. */
  record Current(Revision revision) implements ToDataPlane {
    @Override
    public <R> R on(Cases<R> cases) {
      return cases.current(this);
    }
  }

  /** Where the data plane is. A version that does not know this frame passes it over. */
  record Zone(String name) implements ToDataPlane {
    @Override
    public <R> R on(Cases<R> cases) {
      return cases.zone(this);
    }
  }

  /** Still there. */
  record Ping() implements ToDataPlane {
    @Override
    public <R> R on(Cases<R> cases) {
      return cases.ping(this);
    }
  }

  /** The cases of {@link ToDataPlane}. */
  interface Cases<R> {
    R role(Role role);

    R full(Full full);

    R delta(Delta delta);

    R current(Current current);

    R zone(Zone zone);

    R ping(Ping ping);
  }
}
