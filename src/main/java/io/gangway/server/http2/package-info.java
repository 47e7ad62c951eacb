/** HTTP/2 client connections (RFC 9113): streams, flow control and the writing of frames. */
package io.gangway.server.http2;
