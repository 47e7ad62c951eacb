/**
 * The foundation of every feature: how directives are declared and inherited, templates and variables, the choice of
 * server and location, and the exchange with its phases and filters. It knows only {@code conf}, {@code regex} and
 * {@code http}.
 */
package io.gangway.core;
