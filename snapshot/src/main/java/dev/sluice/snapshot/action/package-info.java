/** What a rule does with a request once its filters have let it pass: a closed set. */
@NullMarked
package dev.sluice.snapshot.action;

import org.jspecify.annotations.NullMarked;
