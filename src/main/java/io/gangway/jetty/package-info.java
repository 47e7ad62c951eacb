/**
 * A handler for a Jetty server of another program. It takes over whole connections, so clients see the same behaviour
 * as with the executable.
 */
package io.gangway.jetty;
