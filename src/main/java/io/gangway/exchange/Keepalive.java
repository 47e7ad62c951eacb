package io.gangway.exchange;

import java.time.Duration;

/**
 * {@code keepalive_timeout}.
 *
 * @param idle how long an idle connection is kept; 0: it is closed at once
 * @param header value of {@code Keep-Alive: timeout=} in seconds; 0: the field is not sent
 */
public record Keepalive(Duration idle, long header) {}
