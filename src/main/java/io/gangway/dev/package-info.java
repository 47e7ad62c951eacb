/** The development proxy, {@code gangway dev}: a configuration made of a few options, and a clear view of what passes. */
package io.gangway.dev;
