package io.gangway.exchange;

import io.gangway.conf.BuffersValue;
import io.gangway.config.Scope;
import io.gangway.core.CoreClient;
import io.gangway.http.Limits;

/**
 * What counts for a connection before a request head was read: taken from the default server of its address.
 *
 * @param headerTimeoutMillis {@code client_header_timeout}
 * @param limits sizes of request heads and how strictly they are read
 */
public record ServerSettings(long headerTimeoutMillis, Limits limits) {
    static ServerSettings of(Scope scope) {
        BuffersValue large = scope.get(CoreClient.LARGE_CLIENT_HEADER_BUFFERS);
        return new ServerSettings(
                scope.get(CoreClient.CLIENT_HEADER_TIMEOUT).toMillis(),
                new Limits(
                        scope.get(CoreClient.CLIENT_HEADER_BUFFER_SIZE).intValue(),
                        (int) large.count(),
                        (int) large.size(),
                        scope.get(CoreClient.MAX_HEADERS),
                        scope.get(CoreClient.IGNORE_INVALID_HEADERS),
                        scope.get(CoreClient.UNDERSCORES_IN_HEADERS),
                        scope.get(CoreClient.MERGE_SLASHES),
                        false));
    }
}
