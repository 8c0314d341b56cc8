/** Edits of requests. In: request blocks. Out: RequestEdit filters. */
@NullMarked
package dev.sluice.operator.compile.filter.request;

import org.jspecify.annotations.NullMarked;
