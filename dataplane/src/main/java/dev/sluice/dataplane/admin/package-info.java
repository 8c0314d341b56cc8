/** What kubelet, Prometheus and people ask of a data plane. Keys are never shown. */
@NullMarked
package dev.sluice.dataplane.admin;

import org.jspecify.annotations.NullMarked;
