package io.gangway.exchange;

import io.gangway.http.Limits;

/**
 * Settings of a connection before a request head has been read: those of the default server of its address.
 *
 * @param headerTimeoutMillis {@code client_header_timeout}
 * @param limits limits and strictness of the request parser
 */
public record ServerSettings(long headerTimeoutMillis, Limits limits) {
    /** The key of a server's settings. */
    public static final AttachmentKey<ServerSettings> KEY = new AttachmentKey<>("core server");
}
