/**
 * HTTP/1 on the wire, as nginx reads and writes it: heads, targets, fields, chunked bodies, dates and escapes. This room
 * knows no sockets; it takes bytes from buffers and puts bytes into buffers. All text is Latin-1, one char per byte.
 */
package io.gangway.http;
