/**
 * Writes the error log and the access log. The logging thread writes each line at once with one system call, as nginx
 * does, even on an event loop: the line of a request is in the file before the client sees the connection end. Where
 * writes are slow, use {@code buffer=} to write less often.
 */
package io.gangway.log;
