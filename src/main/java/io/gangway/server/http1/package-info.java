/** HTTP/1.1 client connections (RFC 9112). */
package io.gangway.server.http1;
