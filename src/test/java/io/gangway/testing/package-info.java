/**
 * Tools for tests on real sockets: a client that sends any bytes, a scripted backend, single WebSocket frames, a site
 * in a temporary directory, and two ways to serve it: Gangway in this process, or a real nginx.
 *
 * <p>All text is Latin-1: one char is one byte on the wire.
 */
package io.gangway.testing;
