/**
 * The manual of the command line: man pages and completion for shells. The build runs {@link
 * io.gangway.cli.manual.Manual}; what it writes comes from the texts that {@code --help} prints and from the
 * declarations of the directives.
 */
package io.gangway.cli.manual;
