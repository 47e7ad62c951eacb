package io.gangway.exchange;

import java.time.Duration;

/**
 * {@code keepalive_timeout}.
 *
 * @param idle how long a connection is kept without a request; 0: not at all
 * @param header what {@code Keep-Alive: timeout=} tells the client, in seconds; 0: the field is not sent
 */
public record Keepalive(Duration idle, long header) {}
