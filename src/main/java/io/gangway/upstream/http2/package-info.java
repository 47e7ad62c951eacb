/**
 * Connections to HTTP/2 upstreams (RFC 9113): their streams, windows and SETTINGS, and the pool that shares them among
 * the requests of a loop.
 */
package io.gangway.upstream.http2;
