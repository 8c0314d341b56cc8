/** What requests must be like. In: validate blocks. Out: filters that check them. */
@NullMarked
package dev.sluice.operator.compile.filter.validate;

import org.jspecify.annotations.NullMarked;
