/** Figures: how long, how much, how many. Each program prints what it measured and ends. */
@NullMarked
package dev.sluice.bench;

import org.jspecify.annotations.NullMarked;
