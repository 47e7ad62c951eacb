/**
 * The development proxy, {@code gangway dev}: builds a configuration from a few options and shows the requests and
 * messages that pass.
 */
package io.gangway.dev;
