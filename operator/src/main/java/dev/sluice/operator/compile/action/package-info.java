/** What answers a request. In: backends, redirect, respond. Out: actions of the snapshot. */
@NullMarked
package dev.sluice.operator.compile.action;

import org.jspecify.annotations.NullMarked;
