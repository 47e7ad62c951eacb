/**
 * The command line: nginx's options, the pid file, signals, and how the process starts and ends. This package knows
 * nothing of HTTP; {@link io.gangway.Gangway} does the work.
 */
package io.gangway.cli;
