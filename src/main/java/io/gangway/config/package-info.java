/**
 * Builds an immutable {@link io.gangway.exchange.Generation} from a configuration file: directives and their contexts,
 * scopes and inheritance, modules and builders. Nothing here runs while a request is served. {@link
 * io.gangway.config.Configuration} loads a file; a feature implements {@link io.gangway.config.Module} and declares its
 * {@link io.gangway.config.Directive} constants.
 */
package io.gangway.config;
