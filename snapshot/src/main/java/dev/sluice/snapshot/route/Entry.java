package dev.sluice.snapshot.route;

import dev.sluice.snapshot.id.EntryKey;

/** The unit of a snapshot: what is hashed, sent and replaced on its own. */
public sealed interface Entry
    permits Route, Endpoints, Certificate, Authority, Document, Fleet, AffinityKeys {
  EntryKey key();
}
