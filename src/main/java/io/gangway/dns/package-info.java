/**
 * Resolves host names while requests run, as nginx's {@code resolver} does. Each event loop sends its own queries and
 * has its own cache: there is no extra thread and no shared state. It supports A, AAAA and SRV queries.
 */
package io.gangway.dns;
