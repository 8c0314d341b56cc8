/**
 * What the functions that act on requests share: header names, values, paths. In: texts of a spec.
 * Out: their parsed forms, or what is wrong with them.
 */
@NullMarked
package dev.sluice.operator.compile.filter;

import org.jspecify.annotations.NullMarked;
