/**
 * HTTP/2 on the wire (RFC 9113, RFC 7541), as nginx reads and writes it: frames, header blocks, limits against floods,
 * and the {@code http2} directives. This package knows no sockets; connections and streams are in {@code
 * server.http2}.
 */
package io.gangway.http2;
