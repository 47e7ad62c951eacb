/** HTTP/1.1 client connections (RFC 9112): requests and their bodies, responses, and file transfer. */
package io.gangway.server.http1;
