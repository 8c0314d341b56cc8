/**
 * What an API server does with an object before it stores it. In: a CRD, and an object as plain
 * maps. Out: the object with its defaults, or what is wrong with it, field by field.
 */
@NullMarked
package dev.sluice.standalone.folder.schema;

import org.jspecify.annotations.NullMarked;
