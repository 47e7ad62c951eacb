package io.gangway.exchange;

import io.gangway.http.Limits;

/**
 * What counts for a connection before a request head was read: taken from the default server of its address.
 *
 * @param headerTimeoutMillis {@code client_header_timeout}
 * @param limits sizes of request heads and how strictly they are read
 */
public record ServerSettings(long headerTimeoutMillis, Limits limits) {
    /** Where a server's level keeps them. */
    public static final AttachmentKey<ServerSettings> KEY = new AttachmentKey<>("core server");
}
