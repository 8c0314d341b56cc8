/** Wires listener, match, filter, action and control into one process. */
@NullMarked
package dev.sluice.dataplane.main;

import org.jspecify.annotations.NullMarked;
