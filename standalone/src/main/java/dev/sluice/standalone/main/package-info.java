/** The process. In: the command line. Out: folder → compile → data plane, wired in one process. */
@NullMarked
package dev.sluice.standalone.main;

import org.jspecify.annotations.NullMarked;
