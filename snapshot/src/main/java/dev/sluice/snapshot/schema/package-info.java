/**
 * Documents that requests are held to, read and applied. In: JSON, of whoever writes a route and of
 * clients. Out: what is wrong with either. Nothing is ever fetched, and what a check may cost is
 * bounded.
 */
@NullMarked
package dev.sluice.snapshot.schema;

import org.jspecify.annotations.NullMarked;
