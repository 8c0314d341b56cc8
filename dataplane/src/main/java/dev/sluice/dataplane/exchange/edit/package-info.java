/**
 * What filters and actions share: texts with values of the request in them, and edits made of
 * those.
 */
@NullMarked
package dev.sluice.dataplane.exchange.edit;

import org.jspecify.annotations.NullMarked;
