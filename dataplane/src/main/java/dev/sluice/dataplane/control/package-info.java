/**
 * The push channel's far end. In: frames of every operator replica, of which one is listened to.
 * Out: snapshots to whoever builds tables from them, verified (the first one later), and acks to
 * all replicas. What was applied last is kept in a file, from which a restarted container serves
 * with no operator alive.
 */
@NullMarked
package dev.sluice.dataplane.control;

import org.jspecify.annotations.NullMarked;
