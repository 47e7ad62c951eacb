/**
 * From a configuration file to a generation: directives and where each may stand, scopes and what they inherit, modules, and the
 * builder that makes an immutable {@link io.gangway.exchange.Generation} of all this. Nothing here runs while a request is served.
 */
package io.gangway.config;
