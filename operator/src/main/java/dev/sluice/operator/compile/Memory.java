package dev.sluice.operator.compile;

import dev.sluice.operator.input.Inputs;

/** What the next compile may take over. */
record Memory(Inputs inputs) {}
