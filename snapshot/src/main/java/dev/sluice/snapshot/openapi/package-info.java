/**
 * OpenAPI documents that requests are held to. In: a document, made JSON. Out: which operation a
 * request asks for, and what is wrong with its parameters or its body. Nothing is ever fetched, and
 * what a check may cost is bounded.
 */
@NullMarked
package dev.sluice.snapshot.openapi;

import org.jspecify.annotations.NullMarked;
