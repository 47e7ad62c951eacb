/**
 * Queries DNS servers for the addresses of names while requests run, as nginx's {@code resolver} does. Each loop
 * queries and caches for itself: no thread is added, none waits, nothing is shared. Only A and AAAA queries without
 * extensions are supported.
 */
package io.gangway.dns;
