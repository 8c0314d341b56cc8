/**
 * Rules, routes, and the snapshot that holds them: all that a data plane needs to know, as one
 * immutable value.
 */
@NullMarked
package dev.sluice.snapshot.route;

import org.jspecify.annotations.NullMarked;
