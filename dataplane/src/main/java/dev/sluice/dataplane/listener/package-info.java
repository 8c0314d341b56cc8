/**
 * Sockets and codecs towards clients. In: bytes. Out: one {@link
 * dev.sluice.dataplane.exchange.Exchange} for each request, framed and checked, to a {@link
 * dev.sluice.dataplane.listener.Requests}.
 */
@NullMarked
package dev.sluice.dataplane.listener;

import org.jspecify.annotations.NullMarked;
