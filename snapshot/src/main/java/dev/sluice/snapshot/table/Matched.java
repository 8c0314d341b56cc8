package dev.sluice.snapshot.table;

import dev.sluice.snapshot.id.RuleId;
import dev.sluice.snapshot.route.Route;
import dev.sluice.snapshot.route.Rule;

/**
 * A rule in a table.
 *
 * @param attachment what the table's builder made of the rule: the data plane's compiled chain
 */
public record Matched<T>(RuleId id, Route route, Rule rule, T attachment) {}
