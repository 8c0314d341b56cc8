/**
 * Informers. In: what the API server says. Out: {@code Inputs} when something that is compiled has
 * changed, and {@code Endpoints} at once when slices have.
 */
@NullMarked
package dev.sluice.operator.watch;

import org.jspecify.annotations.NullMarked;
