/**
 * The command line: nginx's options, the pid file, signals, and how the process starts and ends. Nothing here knows
 * HTTP; all work is done by {@link io.gangway.Gangway}.
 */
package io.gangway.cli;
