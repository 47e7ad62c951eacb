/**
 * What every feature stands on: how a directive is declared and inherited, templates and variables, the choice of server
 * and location, and the exchange with its phases and filters. Only {@code conf}, {@code regex} and {@code http} are below.
 */
package io.gangway.core;
