/**
 * The command line: nginx's options, the pid file, signals, and the start and end of the process. This package knows
 * nothing about HTTP; {@link io.gangway.Gangway} does the work.
 */
package io.gangway.cli;
