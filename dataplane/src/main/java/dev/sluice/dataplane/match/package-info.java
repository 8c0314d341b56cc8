/**
 * Finds the rule of each request, and brings new tables into service. In: exchanges from the
 * listeners, snapshots. Out: exchanges on their way through their rule's chain.
 */
@NullMarked
package dev.sluice.dataplane.match;

import org.jspecify.annotations.NullMarked;
