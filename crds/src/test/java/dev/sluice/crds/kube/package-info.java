/**
 * A real API server for integration tests, of this module and of others (test-jar). In: the
 * binaries named by the environment. Out: a kubeconfig, and kubectl as a user types it.
 */
package dev.sluice.crds.kube;
