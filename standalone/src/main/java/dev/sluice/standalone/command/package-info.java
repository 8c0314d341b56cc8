/**
 * The command line. In: a folder, and what a person asks of it. Out: text, and an exit code. What
 * runs the gateway is handed in by {@code main}.
 */
@NullMarked
package dev.sluice.standalone.command;

import org.jspecify.annotations.NullMarked;
