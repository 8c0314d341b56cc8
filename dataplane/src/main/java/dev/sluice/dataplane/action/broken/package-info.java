/** The action {@code broken}: its record in, an answer out. */
@NullMarked
package dev.sluice.dataplane.action.broken;

import org.jspecify.annotations.NullMarked;
