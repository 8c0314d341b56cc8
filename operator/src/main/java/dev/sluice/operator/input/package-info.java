/**
 * What is watched, as compact records. In: objects of the API server or of a folder, from which
 * each record's {@code of} takes what matters and nothing else. Out: {@code Inputs} for the
 * compiler; Services and slices for the endpoints. Maps share what did not change with those of
 * before ({@code PersistentMap}), so that a change can be found without a look at all the rest.
 */
@NullMarked
package dev.sluice.operator.input;

import org.jspecify.annotations.NullMarked;
