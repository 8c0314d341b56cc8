/**
 * The operator's process. In: the environment. Out: watch, compile, push and status, wired; an
 * admin port.
 */
@NullMarked
package dev.sluice.operator.main;

import org.jspecify.annotations.NullMarked;
