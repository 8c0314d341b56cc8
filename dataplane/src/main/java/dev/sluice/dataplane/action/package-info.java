/** What rules do with requests. In: an exchange that its filters let pass. Out: its response. */
@NullMarked
package dev.sluice.dataplane.action;

import org.jspecify.annotations.NullMarked;
