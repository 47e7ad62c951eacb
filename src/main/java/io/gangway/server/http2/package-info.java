/**
 * HTTP/2 (RFC 9113) on the connection of a client: streams, flow control and the writing of frames.
 */
package io.gangway.server.http2;
