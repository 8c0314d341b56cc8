package dev.sluice.dataplane.match;

import dev.sluice.dataplane.exchange.RulePlan;

/**
 * A rule in the table.
 *
 * @param plain for requests without TLS; mostly the same
 */
record Served(RulePlan plan, RulePlan plain) {}
