/**
 * HTTP/2 on the wire (RFC 9113, RFC 7541), as nginx reads and writes it: frames, header blocks, limits against floods; and the
 * directives of it. This room knows no sockets; the doors to exchanges are in {@code server}.
 */
package io.gangway.http2;
