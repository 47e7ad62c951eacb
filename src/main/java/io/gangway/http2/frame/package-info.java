/**
 * HTTP/2 on the wire (RFC 9113, RFC 7541): frames, header blocks and limits against floods. This package knows no
 * sockets.
 */
package io.gangway.http2.frame;
