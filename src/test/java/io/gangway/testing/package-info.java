/**
 * Tools for tests on real sockets: a client that sends any bytes, a backend that answers by script, WebSocket frames by
 * hand, a site in a temporary folder, and two ways to serve it: Gangway in this process, or a real nginx beside it.
 *
 * <p>All text is Latin-1: one char is one byte on the wire.
 */
package io.gangway.testing;
