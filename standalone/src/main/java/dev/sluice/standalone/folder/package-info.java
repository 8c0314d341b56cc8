/**
 * Manifests. In: a folder of YAML files. Out: what an API server would have stored of them, with
 * defaults, each field with its file and line, and everything that is wrong; then the compiler's
 * {@code Inputs}.
 */
@NullMarked
package dev.sluice.standalone.folder;

import org.jspecify.annotations.NullMarked;
