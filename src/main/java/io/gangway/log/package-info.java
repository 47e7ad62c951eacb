/**
 * Error log and access log. Lines are written by the thread that has them, loops included, at once and with one write each,
 * as nginx does: whoever has seen a connection end finds its line in the file. A write to a local file is short; where it is
 * not, {@code buffer=} makes it rare.
 */
package io.gangway.log;
