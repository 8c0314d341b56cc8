/**
 * Operators, data planes and backends as processes of their own, with a real API server, while
 * things change and parts die. In: what a user does to the cluster, and signals. Out: every answer
 * that a client got.
 */
package dev.sluice.e2e.fleet;
