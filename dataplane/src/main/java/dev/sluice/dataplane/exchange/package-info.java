/**
 * One request in flight, as everything above the codecs sees it. In: a listener's codec fills a
 * {@link dev.sluice.dataplane.exchange.RequestHead} and hands over an {@link
 * dev.sluice.dataplane.exchange.Exchange}. Out: one response through the codec's {@link
 * dev.sluice.dataplane.exchange.Responder}. Nothing here knows Vert.x or Netty beyond the {@code
 * ByteBuf} that carries body bytes.
 *
 * <p>Everything in this package belongs to one event loop and is called on it alone.
 */
@NullMarked
package dev.sluice.dataplane.exchange;

import org.jspecify.annotations.NullMarked;
