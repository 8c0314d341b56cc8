/**
 * The push channel's near end. In: compiled entries, endpoints as they change, and data planes that
 * dial in. Out: one {@code RoutingSnapshot} on every data plane, and a board of who serves what.
 * Nothing here asks whether this replica leads, except to tell the data planes.
 */
@NullMarked
package dev.sluice.operator.push;

import org.jspecify.annotations.NullMarked;
