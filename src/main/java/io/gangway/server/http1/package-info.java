/**
 * HTTP/1.1 (RFC 9112) on the connection of a client.
 */
package io.gangway.server.http1;
