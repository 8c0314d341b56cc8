/**
 * The custom resources of {@code sluice.dev/v1alpha1} as immutable records, just as they stand in
 * YAML.
 *
 * <p>In comes what an API server (or a manifest on disk) holds, through Jackson; out go values for
 * the compiler, and the CRD, which the build generates from these types and their annotations.
 * Nothing is checked here: the schema does that before an object gets this far. A component that is
 * {@code null} was not written; lists are never null. Fields that these types do not know are
 * ignored, so that an older operator reads newer objects.
 */
@NullMarked
package dev.sluice.crds.v1alpha1;

import org.jspecify.annotations.NullMarked;
