/**
 * The development proxy, {@code gangway dev}: builds a configuration from a few options, serves it, and prints requests
 * and messages.
 */
package io.gangway.dev;
