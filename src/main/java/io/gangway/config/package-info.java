/**
 * Builds an immutable {@link io.gangway.exchange.Generation} from a configuration file: directives and their contexts,
 * scopes and inheritance, modules and builders. Nothing here runs while a request is served.
 */
package io.gangway.config;
