/**
 * What a user gets, end to end and with real parts: the set-ups of {@code etc/examples} and the demo, in a browser and with
 * Spring Boot applications as backends, and what is noticed of a proxy that runs for long.
 */
package io.gangway.acceptance;
