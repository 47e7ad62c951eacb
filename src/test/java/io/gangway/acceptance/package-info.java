/**
 * End-to-end tests with real components: the examples of {@code etc/examples} and the demo, in a browser and with
 * Spring Boot applications as backends, and long-running proxies.
 */
package io.gangway.acceptance;
