/** Edits of responses. In: response blocks. Out: ResponseEdit filters. */
@NullMarked
package dev.sluice.operator.compile.filter.response;

import org.jspecify.annotations.NullMarked;
