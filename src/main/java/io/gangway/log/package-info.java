/**
 * Writes the error log and the access log. The thread that logs writes the line at once with one system call, as nginx
 * does, even on an event loop: so the line of a request is in the file before the client sees the connection end. Where
 * writes are slow, {@code buffer=} makes them rare.
 */
package io.gangway.log;
