/**
 * HTTP/1 on the wire, as nginx reads and writes it: heads, targets, fields, chunked bodies, dates and escapes; and the
 * rules for heads of HTTP/2. This package knows no sockets: it reads bytes from buffers and writes bytes into buffers.
 * All text is Latin-1, one char per byte.
 */
package io.gangway.http;
