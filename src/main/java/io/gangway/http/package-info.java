/**
 * HTTP/1.1 on the wire, as nginx reads and writes it: heads, targets, fields, chunked bodies, dates and escapes; also
 * the rules for heads of HTTP/2. This package knows no sockets: it reads from buffers and writes to buffers. All text
 * is Latin-1, one char for each byte.
 */
package io.gangway.http;
