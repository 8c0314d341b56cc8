/** The action {@code redirect}: its record in, an answer out. */
@NullMarked
package dev.sluice.dataplane.action.redirect;

import org.jspecify.annotations.NullMarked;
