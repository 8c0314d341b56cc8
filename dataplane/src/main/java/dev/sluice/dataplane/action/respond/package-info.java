/** The action {@code respond}: its record in, an answer out. */
@NullMarked
package dev.sluice.dataplane.action.respond;

import org.jspecify.annotations.NullMarked;
