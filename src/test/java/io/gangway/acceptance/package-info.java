/**
 * What a user gets, end to end and with real parts: the set-ups of {@code etc/examples}, the demo in a browser, a Spring
 * Boot application and a node server as backends, and what is noticed of a proxy that runs for long.
 */
package io.gangway.acceptance;
