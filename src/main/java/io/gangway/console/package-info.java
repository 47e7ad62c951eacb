/** The console: a page that shows the running server in a browser, {@code gangway_console}. */
package io.gangway.console;
