/**
 * Chooses the peer for a request: groups of servers, balancing, failed and recovering peers, and idle connections that
 * are kept for reuse. Names are resolved at startup, or by {@code dns} while requests run. This package reads and
 * writes no bytes.
 */
package io.gangway.upstream;
