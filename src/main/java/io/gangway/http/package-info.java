/**
 * HTTP/1 on the wire, as nginx reads and writes it: heads, targets, fields, chunked bodies, dates and escapes; and what a
 * head of HTTP/2 may hold. This room knows no sockets; it takes bytes from buffers and puts bytes into buffers. All text is
 * Latin-1, one char per byte.
 */
package io.gangway.http;
